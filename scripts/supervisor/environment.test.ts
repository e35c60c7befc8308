import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '@/core/settings';
import { prepareDataDirectory } from './data-directory';
import { agentEnvironment, childEnvironment } from './environment';

const directory = prepareDataDirectory(readSettings({ AIMASS_DATA_DIR: mkdtempSync(join(tmpdir(), 'aimass-env-')) }));
const given: NodeJS.ProcessEnv = {
  NODE_ENV: 'test',
  PATH: '/bin',
  npm_config_cache: '/x',
  DATABASE_URL: 'postgresql://old',
  AIMASS_SECRET_KEY: 'old',
  AIMASS_INIT_ADMIN_PASSWORD: 'secret words',
  AIMASS_STORAGE: 's3://bucket/prefix',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
  AIMASS_SMTP_URL: 'smtp://x',
  AIMASS_WHEELS: '/wheels',
  UV_DEFAULT_INDEX: 'https://index.example/simple',
  OTHER_SECRET: 'y',
};

test('our processes get settings, database and key, and neither the first password nor npm', () => {
  expect(childEnvironment(given, directory, 'postgresql://new')).toEqual({
    NODE_ENV: 'production',
    PATH: '/bin',
    AIMASS_STORAGE: 's3://bucket/prefix',
    AIMASS_SMTP_URL: 'smtp://x',
    AIMASS_WHEELS: '/wheels',
    UV_DEFAULT_INDEX: 'https://index.example/simple',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
    ORT_DISABLE_TELEMETRY: '1',
    AIMASS_DATA_DIR: directory.paths.root,
    AIMASS_SECRET_KEY: directory.masterKey.toString('base64'),
    DATABASE_URL: 'postgresql://new',
  });
});

test('the agent of an instance gets storage, and neither database nor key', () => {
  expect(agentEnvironment(given, directory, 'ins_1')).toEqual({
    NODE_ENV: 'production',
    PATH: '/bin',
    AIMASS_STORAGE: 's3://bucket/prefix',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
    AIMASS_WHEELS: '/wheels',
    UV_DEFAULT_INDEX: 'https://index.example/simple',
    ORT_DISABLE_TELEMETRY: '1',
    AIMASS_DATA_DIR: directory.paths.root,
    AIMASS_AGENT_SOCKET: directory.paths.agentSocket,
    AIMASS_INSTANCE_ID: 'ins_1',
  });
});
