import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { adminKey, expect, test } from './fixtures';

test('the same API over HTTPS, with a certificate of the installation’s own authority', async ({ installation }) => {
  const url = installation.tlsUrl ?? '';
  const trusting = new Agent({ connect: { ca: readFileSync(join(installation.dataDir, 'tls/ca.pem')) } });
  const answer = await request(`${url}/api/v1/endpoints`, { dispatcher: trusting, headers: { authorization: `Bearer ${adminKey}` } });
  expect(answer.statusCode).toBe(200);
  await answer.body.dump();
  const page = await request(`${url}/sign-in`, { dispatcher: trusting });
  expect(page.statusCode).toBe(200);
  await page.body.dump();
  await trusting.close();

  const stranger = new Agent();
  await expect(request(`${url}/healthz`, { dispatcher: stranger })).rejects.toThrow(/self[- ]signed|unable to (get|verify)/i);
  await stranger.close();
});
