import { readdir } from 'node:fs/promises';
import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { systemContext, withTransaction } from '../context';
import type { FleetOffers } from '../instances';
import { checkFleet } from './fleet';

/** How a part of the installation is. */
export interface Finding {
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail: string;
}

const probeMsMax = 3_000;

/** Runs a probe for at most 3 s: a part that hangs is down, and the page still opens. */
export async function withinTime(probe: Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'down', detail: `No answer within ${probeMsMax / 1000} s.` }), probeMsMax);
  });
  const failed = (error: unknown): Finding => ({ state: 'down', detail: error instanceof Error ? firstLine(error.message) : 'It failed.' });
  try {
    return await Promise.race([probe.catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
}

export async function probeDatabase(database: Database, clock: Clock): Promise<Finding> {
  const begun = clock.monotonic();
  await withTransaction(systemContext(database, clock, 'status'), ({ tx }) => tx.$queryRaw`SELECT 1`);
  return { state: 'ok', detail: `Answers within ${Math.max(1, Math.round(clock.monotonic() - begun))} ms.` };
}

export async function probeStorage(storage: StorageProvider): Promise<Finding> {
  const { ok, detail, fix } = await storage.check();
  return ok ? { state: 'ok', detail } : { state: 'down', detail: fix === undefined ? detail : `${detail} ${fix}` };
}

export async function probeFleet(fleet: FleetOffers): Promise<Finding> {
  const { ok, detail } = await checkFleet(fleet);
  return { state: ok ? 'ok' : 'degraded', detail };
}

/** Control leads by a lease of a few seconds, which only a live process renews. */
export async function probeControl(database: Database, clock: Clock): Promise<Finding> {
  const rows = await withTransaction(
    systemContext(database, clock, 'status'),
    ({ tx }) => tx.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM clock_timestamp() - until)::float8 AS seconds FROM leaders WHERE name = 'control'`,
  );
  const overdueSeconds = rows[0]?.seconds;
  if (overdueSeconds === undefined) return { state: 'down', detail: 'It has never led: no loop runs.' };
  if (overdueSeconds <= 0) return { state: 'ok', detail: 'It leads; its loops run.' };
  return { state: overdueSeconds < 30 ? 'degraded' : 'down', detail: `Its lease ran out ${Math.round(overdueSeconds)} s ago: nothing is started or healed.` };
}

/** The gateway's own answer on its public port; it stays down while it misses something. */
export async function probeGateway(url: string | null): Promise<Finding> {
  if (url === null) return { state: 'down', detail: 'Its port is not known.' };
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(probeMsMax), redirect: 'manual' });
  if (answer.status >= 300 && answer.status < 400) return { state: 'ok', detail: 'It answers, and sends plain HTTP to HTTPS.' };
  if (answer.ok) return { state: 'ok', detail: 'It serves inference.' };
  return { state: 'degraded', detail: `It is not ready: ${firstLine(await answer.text())}` };
}

const backlogOk = 5;

/** Segments that wait to be shipped: a few are always on their way. */
export async function probeMetering(spool: string): Promise<Finding> {
  const sealed = (await readdir(spool)).filter((name) => name.endsWith('.sealed')).length;
  if (sealed <= backlogOk) return { state: 'ok', detail: sealed === 0 ? 'Everything is counted.' : `${sealed} segments are on their way.` };
  return { state: 'degraded', detail: `${sealed} segments wait on disk until they can be counted; nothing is lost.` };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
