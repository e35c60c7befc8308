import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '@/prisma/client';

/** A database of this test file's own, cloned from the migrated template in about 20 ms. */
export async function createTestDatabase() {
  const serverUrl = inject('serverUrl');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE template_aimass`);
  const url = serverUrl.replace(/\/postgres$/, `/${name}`);
  const opened = openDatabase(url, 4);
  return {
    url,
    ...opened,
    drop: async () => {
      await opened.close();
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } catch (error) {
    if (!String(error).includes('is being accessed by other users')) throw error;
    await client.query(sql); // two clones of the template met
  } finally {
    await client.end();
  }
}
