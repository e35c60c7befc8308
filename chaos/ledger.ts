import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { decodeSpool } from '@/core/wire/spool-frame';
import type { UsageRecord } from '@/core/wire/usage-record';

/** What the product counted, read from where it keeps it: the database's totals and the records still in the spool. */
export interface Ledger {
  /** Sum over `usage`, by outcome. */
  readonly counted: Record<string, number>;
  readonly segments: number;
  /** Records in segments not yet shipped. */
  readonly backlog: UsageRecord[];
}

export async function readLedger(databaseUrl: string, spoolFolder: string): Promise<Ledger> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const usage = await client.query<{ outcome: string; requests: string }>('SELECT outcome, sum(requests) AS requests FROM usage GROUP BY outcome');
    const segments = await client.query<{ segments: string }>('SELECT count(*) AS segments FROM usage_segments');
    return {
      counted: Object.fromEntries(usage.rows.map((row) => [row.outcome, Number(row.requests)])),
      segments: Number(segments.rows[0].segments),
      backlog: readBacklog(spoolFolder),
    };
  } finally {
    await client.end();
  }
}

function readBacklog(folder: string): UsageRecord[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(open|sealed)$/.test(entry.name));
  return files.flatMap((file) => decodeSpool(readFileSync(join(file.parentPath, file.name))).records);
}
