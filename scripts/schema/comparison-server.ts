import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@/providers/database/embedded';

/** Runs `work` against an empty PostgreSQL that is gone afterwards. */
export async function withComparisonServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-schema-'));
  chmodSync(folder, 0o755); // the server runs as another user where we are root
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), { durable: false });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
