import { expect, test } from 'vitest';
import { contentSecurityPolicy, storageOrigins } from './content-security';

test('lets run only scripts with the nonce, and be framed nowhere', () => {
  const policy = contentSecurityPolicy('abc', [], false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';");
  expect(policy).toContain("object-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).toContain("connect-src 'self';");
});

test.each([
  ['disk', {}, []],
  ['s3://models/prefix', { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:7070/' }, ['http://127.0.0.1:7070', 'http://models.127.0.0.1:7070']],
  [
    's3://models',
    { AWS_REGION: 'eu-west-1' },
    ['https://models.s3.eu-west-1.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com', 'https://models.s3.amazonaws.com'],
  ],
])('lets uploads go where parts are signed for: %s', (storage, environment, origins) => {
  expect(storageOrigins({ AIMASS_STORAGE: storage }, environment)).toEqual(origins);
});
