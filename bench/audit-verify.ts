import { createHash, randomUUID } from 'node:crypto';
import { Client as Database } from 'pg';
import { descendants } from '@/chaos/processes';
import { Client } from '@/client/client';
import { startInstallation } from '@/e2e/installation';
import { cpuMicroseconds, residentBytes } from './process-cpu';
import type { Benchmark, Figure } from './report';

const apiKey = 'aim_bench_0123456789abcdef0123456789abcdef01';
const rows = 1_000_000;
const rowsAtOnce = 5_000;
const mebibyte = 1024 * 1024;

/** `npx aimass audit verify` over a chain of a million rows, as the console's process computes it again. */
export const auditVerify: Benchmark = {
  name: 'audit-verify',
  about: 'GET /api/v1/audit/verify over a million rows: the time it takes, and how much more memory the console holds meanwhile',
  async run(rounds) {
    const installation = await startInstallation({
      AIMASS_INIT_ADMIN_EMAIL: 'bench@example.com',
      AIMASS_INIT_ADMIN_PASSWORD: 'correct horse battery',
      AIMASS_INIT_API_KEY: apiKey,
    });
    try {
      await lengthenChain(installation.databaseUrl, rows);
      const client = new Client({ baseUrl: installation.url, apiKey });
      const [console] = descendants(installation.pid, 'aimass-console');
      await client.status();
      const idle = residentBytes(console.pid);
      let most = idle;
      const watch = setInterval(() => {
        most = Math.max(most, residentBytes(console.pid));
      }, 100);
      const seconds: number[] = [];
      const cpuBefore = cpuMicroseconds(console.pid);
      for (let round = 0; round < rounds; round++) {
        const startedAt = performance.now();
        const found = await client.verifyAudit();
        seconds.push((performance.now() - startedAt) / 1000);
        if (!found.valid || found.rows < rows) throw new Error(`the chain does not hold: ${JSON.stringify(found)}`);
      }
      clearInterval(watch);
      const cpuSeconds = (cpuMicroseconds(console.pid) - cpuBefore) / 1e6 / rounds;
      const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? Number.NaN;
      const figures: Figure[] = [
        { name: 'a million rows, median', value: median, unit: 's', limit: 30 },
        { name: 'CPU time of the console, a pass', value: cpuSeconds, unit: 's', limit: 30 },
        { name: 'memory of the console meanwhile, above idle', value: (most - idle) / mebibyte, unit: 'MB', limit: 256 },
      ];
      return { figures };
    } finally {
      await installation.stop();
    }
  },
};

/** Adds rows to the only organization's chain as `services/audit` writes them: hash = SHA-256(previous hash ‖ JSON with sorted keys). */
async function lengthenChain(databaseUrl: string, count: number): Promise<void> {
  const database = new Database({ connectionString: databaseUrl });
  await database.connect();
  try {
    await database.query('BEGIN');
    await database.query("SELECT set_config('app.organization', '*', true)");
    const last = await database.query<{ organization_id: string; seq: string; hash: string }>(
      'SELECT organization_id, seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
    );
    const [{ organization_id: organizationId, seq, hash }] = last.rows;
    let head = hash;
    for (let begun = 0; begun < count; begun += rowsAtOnce) {
      const batch = Array.from({ length: Math.min(rowsAtOnce, count - begun) }, (_, index) => {
        const row = rowOf(organizationId, Number(seq) + begun + index + 1);
        const prevHash = head;
        head = createHash('sha256').update(prevHash).update(JSON.stringify(row)).digest('hex');
        return { ...row, prevHash, hash: head };
      });
      await database.query(
        `INSERT INTO audit (organization_id, seq, id, at, actor_type, actor_id, actor_name, action, resource, outcome, ip, user_agent, request_id, before, after, prev_hash, hash)
         SELECT "organizationId", seq, id, at, "actorType", "actorId", "actorName", action, resource, outcome, ip, "userAgent", "requestId", before, after, "prevHash", hash
         FROM jsonb_to_recordset($1::jsonb) AS r("organizationId" text, seq bigint, id text, at timestamptz, "actorType" text, "actorId" text, "actorName" text,
           action text, resource text, outcome text, ip text, "userAgent" text, "requestId" text, before jsonb, after jsonb, "prevHash" text, hash text)`,
        [JSON.stringify(batch)],
      );
    }
    await database.query('COMMIT');
  } finally {
    await database.end();
  }
}

/** A change of an endpoint, its fields in the order of their names. */
function rowOf(organizationId: string, seq: number) {
  return {
    action: 'endpoints:Deploy',
    actorId: 'usr_0199a0000000700080000000000000aa',
    actorName: 'Ada Engineer',
    actorType: 'user',
    after: { config: 'iris-config', revision: seq, state: 'Updating', variants: [{ model: 'iris', name: 'main', version: 2, weight: 1 }] },
    at: new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString(),
    before: { config: 'iris-config', revision: seq - 1, state: 'InService', variants: [{ model: 'iris', name: 'main', version: 1, weight: 1 }] },
    id: `aud_${randomUUID()}`,
    ip: '127.0.0.1',
    organizationId,
    outcome: 'success',
    requestId: `req-${seq}`,
    resource: `endpoints/iris-${seq % 100}`,
    seq,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  };
}
