import { chmod, readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ContainerModel, ContainerService } from '@/core/container-model';
import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import type { Words } from '@/core/sentences/sentence';
import type { ContainerEngine } from '@/providers/containers/engine';
import { type ContainerEnd, ContainerEnded, type ContainerOrder, RunningContainer } from '@/providers/containers/running-container';
import { NotReady, type ReadinessWishes, type ReadyService, whenReady } from './readiness';

/** As the kernel reports the end of a process that it killed, for its memory or otherwise. */
const killedCode = 137;
/** From here on a container that does not get on has no memory to do so. */
const fullShare = 0.97;
const tasksMax = 1_024;

export interface ContainerLimits {
  readonly memoryBytes: number;
  readonly cpus: number;
}

export interface StartedContainer extends ReadyService {
  readonly container: RunningContainer;
  readonly tookMs: number;
}

/** Of a model that was checked: how it is started, and where it is. */
export interface ContainerStart extends Pick<ContainerModel, 'imageId' | 'arguments' | 'environment'> {
  readonly owner: string;
  /** Absolute; null where there is no model beside the image. */
  readonly modelFolder: string | null;
  readonly limits: ContainerLimits;
}

/**
 * Starts a container and waits until it can serve.
 * @throws AppError `CONTAINER_START_FAILED`, `CONTAINER_NOT_READY`, `MODEL_OUT_OF_MEMORY`, each with its last lines; what `signal` is aborted with
 */
export async function startContainer(engine: ContainerEngine, start: ContainerStart, wishes: ReadinessWishes): Promise<StartedContainer> {
  const { limits, modelFolder, signal = undefined } = { ...start, signal: wishes.signal };
  if (modelFolder !== null) await letRead(modelFolder);
  const order: ContainerOrder = { ...start, memoryBytes: limits.memoryBytes, cpus: Math.min(limits.cpus, cpus().length), tasks: tasksMax };
  const startedAt = performance.now();
  let container: RunningContainer | null = null;
  try {
    container = await RunningContainer.start(engine, order, signal);
    const ready = await whenReady(container, wishes);
    return { ...ready, container, tookMs: Math.round(performance.now() - startedAt) };
  } catch (error) {
    const { log = [], peakBytes = 0 } = container ?? {};
    await container?.close(0);
    if (error instanceof ContainerEnded) throw endFailure(error.end, limits);
    if (!(error instanceof NotReady)) throw error;
    if (peakBytes > limits.memoryBytes * fullShare) throw outOfMemory(limits, log);
    throw new AppError('CONTAINER_NOT_READY', {
      detail: containerWords.notReady({ limit: error.withinMs, seen: error.seen }),
      fix: containerWords.answerPing(),
      evidence: log.join('\n'),
    });
  }
}

/** What the end of a container before it was ready means. */
export function endFailure(end: ContainerEnd, limits: ContainerLimits): AppError {
  const { code, log } = end;
  if (code === killedCode) return outOfMemory(limits, log);
  const isEngine = code === null || (code >= 125 && code <= 127);
  const detail = isEngine ? containerWords.notStarted({ said: (log.at(-1) ?? '').replace(/^Error: /, '') }) : containerWords.exited({ code });
  return new AppError('CONTAINER_START_FAILED', { detail, fix: containerWords.whatItNeeds(), evidence: log.join('\n') });
}

function outOfMemory({ memoryBytes }: ContainerLimits, log: readonly string[]): AppError {
  return new AppError('MODEL_OUT_OF_MEMORY', { detail: containerWords.outOfMemory({ memory: memoryBytes }), evidence: log.join('\n') });
}

/** Why a container that served has ended. */
export function lossOf({ code, peakBytes }: ContainerEnd, limits: ContainerLimits): AppError {
  if (code === killedCode && peakBytes > limits.memoryBytes * 0.8) return outOfMemory(limits, []);
  return new AppError('REPLICA_LOST', { detail: containerWords.ended({ how: codeWords(code) }) });
}

function codeWords(code: number | null): string {
  return code === killedCode ? 'SIGKILL' : `code ${code ?? '?'}`;
}

/** What a container that serves is waited for by: what was found when it was checked. */
export function readinessOf(
  { port, service, startupSeconds }: Pick<ContainerModel, 'port' | 'service' | 'startupSeconds'>,
  signal?: AbortSignal,
): ReadinessWishes {
  return { ports: [port], protocol: service.protocol, models: modelsOf(service), withinMs: startupSeconds * 1000, signal };
}

function modelsOf(service: ContainerService): string[] {
  return service.protocol === 'sagemaker' ? [] : [service.model];
}

export function protocolWords(protocol: ContainerService['protocol']): Words {
  return containerWords[protocol]();
}

/** An image may run as any user; the folders above keep everybody else out. */
async function letRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await letRead(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
