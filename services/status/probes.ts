import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '@/core/clock';
import { isAppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import type { Words } from '@/core/sentences/sentence';
import { statusWords } from '@/core/sentences/status';
import { wordsIn } from '@/core/sentences/stored';
import { storageWords } from '@/core/sentences/uploads';
import type { Database } from '@/prisma/client';
import { type ContainerPlaces, foundWords, openEngine } from '@/providers/containers/engine';
import type { FleetProvider } from '@/providers/fleet/provider';
import type { StorageProvider } from '@/providers/storage/provider';
import { type Ctx, systemContext, withTransaction } from '../context';
import { SentencesSchema } from '../page';
import { lastPass } from '../storage';
import { checkFleet } from './fleet';

/** How a part of the installation is. */
export interface Finding {
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail: Words;
}

export const probeMsMax = 3_000;
/** For what has just not answered. */
export const probeMsLeast = 700;

/** Runs a probe for so long at most: a part that hangs is down, and the page still opens. */
export async function withinTime(probe: Promise<Finding>, limitMs: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'down', detail: statusWords.noAnswer({ limit: limitMs }) }), limitMs);
  });
  const failed = (error: unknown): Finding => ({ state: 'down', detail: failure(error) });
  try {
    return await Promise.race([probe.catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
}

export async function probeDatabase(database: Database, clock: Clock): Promise<Finding> {
  const begun = clock.monotonic();
  await withTransaction(systemContext(database, clock, 'status'), ({ tx }) => tx.$queryRaw`SELECT 1`);
  return { state: 'ok', detail: statusWords.databaseAnswers({ took: Math.max(1, Math.round(clock.monotonic() - begun)) }) };
}

/** @param system  null while the database is away: then the storage is told of without what was collected */
export async function probeStorage(storage: StorageProvider, system: Ctx | null): Promise<Finding> {
  const [{ ok, detail: found, fix }, pass] = await Promise.all([storage.check(), system === null ? null : lastPassOrNull(system)]);
  const facts = pass === null ? null : { examined: pass.examined, removed: pass.removed, size: pass.removedBytes, at: pass.at.slice(0, 16).replace('T', ' ') };
  const detail = facts === null ? found : storageWords.lastCollected({ detail: found, ...facts, at: `${facts.at} UTC` });
  const whole = fix === undefined ? detail : statusWords.withFix({ detail, fix });
  return { state: !ok ? 'down' : fix === undefined ? 'ok' : 'degraded', detail: whole };
}

/** A database that does not answer is told of by its own probe. */
async function lastPassOrNull(system: Ctx): Promise<Awaited<ReturnType<typeof lastPass>>> {
  return lastPass(system).catch(() => null);
}

export async function probeFleet(fleet: Pick<FleetProvider, 'check'>): Promise<Finding> {
  const { ok, detail, fix } = await checkFleet(fleet);
  return { state: ok ? 'ok' : 'degraded', detail: fix === undefined ? detail : statusWords.withFix({ detail, fix }) };
}

/** What runs container images; a machine without it serves all other models, so that is no fault. */
export async function probeContainers(places: ContainerPlaces): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'ok', detail: containerWords.lookedFor() }), probeMsMax / 2);
  });
  const looking = openEngine(places).then(
    (engine): Finding => ({ state: 'ok', detail: foundWords(engine) }),
    (error: unknown): Finding => {
      if (!isAppError(error)) throw error;
      const { detail = error.message, fix = '' } = error.details;
      return { state: 'ok', detail: statusWords.withFix({ detail, fix }) };
    },
  );
  try {
    return await Promise.race([looking, late]);
  } finally {
    clearTimeout(timer);
  }
}

const sandboxSchema = z.object({ holds: z.boolean(), detail: z.string(), fix: z.string().optional(), sentences: SentencesSchema });

/** What strangers' models are loaded in, as control found it at its start; without one that holds, only ONNX is served. @param file  that control wrote */
export async function probeSandbox(file: string): Promise<Finding> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return { state: 'ok', detail: statusWords.sandboxNotTried() }; // control has not come to it yet
  }
  const { holds, ...told } = sandboxSchema.parse(JSON.parse(text));
  const detail = wordsIn(told, 'detail');
  const { fix } = told;
  return { state: holds ? 'ok' : 'degraded', detail: fix === undefined ? detail : statusWords.withFix({ detail, fix: wordsIn({ ...told, fix }, 'fix') }) };
}

/** Control leads by a lease of a few seconds, which only a live process renews. */
export async function probeControl(database: Database, clock: Clock): Promise<Finding> {
  const rows = await withTransaction(
    systemContext(database, clock, 'status'),
    ({ tx }) => tx.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM clock_timestamp() - until)::float8 AS seconds FROM leaders WHERE name = 'control'`,
  );
  const overdueSeconds = rows[0]?.seconds;
  if (overdueSeconds === undefined) return { state: 'down', detail: statusWords.neverLed() };
  if (overdueSeconds <= 0) return { state: 'ok', detail: statusWords.leads() };
  return { state: overdueSeconds < 30 ? 'degraded' : 'down', detail: statusWords.leaseOver({ overdue: Math.round(overdueSeconds) * 1000 }) };
}

/** The gateway's own answer on its public port; it stays down while it misses something. */
export async function probeGateway(url: string | null): Promise<Finding> {
  if (url === null) return { state: 'down', detail: statusWords.portUnknown() };
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(probeMsMax), redirect: 'manual' });
  if (answer.status >= 300 && answer.status < 400) return { state: 'ok', detail: statusWords.gatewayToHttps() };
  if (answer.ok) return { state: 'ok', detail: statusWords.gatewayServes() };
  return { state: 'degraded', detail: statusWords.gatewayNotReady({ said: firstLine(await answer.text()) }) };
}

const backlogOk = 5;

/** Segments that wait to be shipped: a few are always on their way. */
export async function probeMetering(spool: string): Promise<Finding> {
  const sealed = (await readdir(spool)).filter((name) => name.endsWith('.sealed')).length;
  if (sealed <= backlogOk) return { state: 'ok', detail: sealed === 0 ? statusWords.allCounted() : statusWords.segmentsOnTheirWay({ segments: sealed }) };
  return { state: 'degraded', detail: statusWords.segmentsWait({ segments: sealed }) };
}

function failure(error: unknown): Words {
  if (isAppError(error)) return error.details.detail ?? error.message;
  return error instanceof Error ? statusWords.failedWith({ said: firstLine(error.message) }) : statusWords.failed();
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
