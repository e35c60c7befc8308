import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@/providers/database/embedded';
import { judge } from '../checker';
import { expectThat, type Fault } from '../fault';
import { startTarget } from '../target';

/** PostgreSQL stopped at once under load and started again: callers notice nothing, the API says what is wrong, nothing is lost or doubled. */
export const databaseStopped: Fault = {
  id: 'A8',
  promise: 'PostgreSQL stopped: inference 100 %, control API 503 with Retry-After, spool drained within 30 s of its return, nothing lost or doubled',
  async run({ short }) {
    const folder = mkdtempSync(join(tmpdir(), 'aimass-chaos-'));
    chmodSync(folder, 0o755);
    const database = await startEmbeddedPostgres(join(folder, 'postgres'));
    const target = await startTarget(2, { DATABASE_URL: database.url });
    let again: Awaited<ReturnType<typeof startEmbeddedPostgres>> | null = null;
    try {
      const load = target.load();
      load.start(100);
      await target.api.until('the load runs', async () => load.history.entries.length > 300);
      process.kill(database.pid, 'SIGQUIT');
      const stoppedAt = performance.now();
      const refused = { status: 0, retryAfter: '' };
      await target.api.until('the control API says that the database is away', async () => {
        const answer = await target.api.call('GET', '/api/v1/models');
        Object.assign(refused, { status: answer.status, retryAfter: String(answer.headers['retry-after'] ?? '') });
        return answer.status === 503;
      });
      expectThat(Number(refused.retryAfter) > 0, 'the 503 carries Retry-After');
      await target.api.until('the outage is over', async () => performance.now() - stoppedAt > (short ? 10_000 : 60_000));
      again = await startEmbeddedPostgres(join(folder, 'postgres'), { port: database.port });
      await target.api.until('the control API is back', async () => (await target.api.call('GET', '/api/v1/models')).status === 200, 30_000);
      const history = await load.stop();
      const bad = history.entries.filter((entry) => entry.outcome !== 'ok');
      expectThat(bad.length === 0, `${bad.length} of ${history.entries.length} predictions failed: ${JSON.stringify(bad[0])}`);
      let verdict = await judge(target.api, 'iris', history);
      const drainedMs = await target.api.until(
        'everything acknowledged is counted',
        async () => {
          verdict = await judge(target.api, 'iris', history);
          return verdict.missing.length === 0 && verdict.countedOk === verdict.loggedOk;
        },
        30_000,
      );
      expectThat(verdict.duplicates.length === 0, `${verdict.duplicates.length} requests counted twice`);
      expectThat(verdict.countedOk === verdict.acknowledged, `${verdict.countedOk} counted, ${verdict.acknowledged} acknowledged`);
      return `${history.entries.length} predictions, 0 failed; drained ${(drainedMs / 1000).toFixed(1)} s after; ${verdict.countedOk} counted = ${verdict.acknowledged} acknowledged`;
    } finally {
      await target.stop();
      await (again ?? database).stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
