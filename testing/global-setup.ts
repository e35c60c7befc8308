import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/prisma/migrate';
import { startEmbeddedPostgres } from '@/providers/database/embedded';

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string;
  }
}

/** One PostgreSQL for the run, with a migrated template; each test file clones its own database from it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = openFolder();
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
  const template = server.url.replace(/\/postgres$/, '/template_aimass');
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE DATABASE template_aimass');
  await admin.end();
  await migrate(template, join(import.meta.dirname, '../prisma/migrations'));
  project.provide('serverUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** PostgreSQL's own user must be able to enter it when the tests run as root. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-test-'));
  chmodSync(folder, 0o755);
  return folder;
}
