import { setTimeout as pause } from 'node:timers/promises';
import { parseJson } from '@/core/codecs/json';
import type { ContainerProtocol } from '@/core/container-model';
import { containerWords } from '@/core/sentences/containers';
import type { Sentence } from '@/core/sentences/sentence';
import { ContainerEnded, type RunningContainer } from '@/providers/containers/running-container';
import { isObject } from './json-rows';
import { type ServiceAnswer, ServiceClient, ServiceFault } from './service-client';

const askMsMax = 2_000;
const everyMs = 100;

/** Where a server answered, and how. */
export interface ReadyService {
  readonly port: number;
  readonly protocol: ContainerProtocol;
}

export interface ReadinessWishes {
  /** In the order they are tried. */
  readonly ports: readonly number[];
  readonly protocol: ContainerProtocol | null;
  /** Names under which TensorFlow Serving may have its model. */
  readonly models: readonly string[];
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Nothing that is known answered in time. */
export class NotReady extends Error {
  readonly seen: Sentence;
  readonly withinMs: number;

  constructor(seen: Sentence, withinMs: number) {
    super(seen.text);
    this.name = 'NotReady';
    this.seen = seen;
    this.withinMs = withinMs;
  }
}

/** Waits until the container says that it can serve. @throws ContainerEnded, NotReady, what `signal` is aborted with */
export async function whenReady(container: RunningContainer, wishes: ReadinessWishes): Promise<ReadyService> {
  const until = performance.now() + wishes.withinMs;
  let heard: number | null = null;
  for (;;) {
    for (const port of wishes.ports) {
      const found = await ask(new ServiceClient(container.connections, port), wishes);
      if (found === 'heard') heard = port;
      else if (found !== null) return { port, protocol: found };
    }
    wishes.signal?.throwIfAborted();
    if (!container.isRunning) throw new ContainerEnded(await container.ended);
    if (performance.now() > until) {
      throw new NotReady(
        heard === null ? containerWords.nothingListens({ ports: wishes.ports.map(String) }) : containerWords.noProtocol({ port: heard }),
        wishes.withinMs,
      );
    }
    await Promise.race([container.ended, pause(everyMs, undefined, { ref: false })]);
  }
}

/** `heard`: something listens, and is not ready or speaks nothing that is known. Null: nothing does. */
async function ask(client: ServiceClient, { protocol, models }: ReadinessWishes): Promise<ContainerProtocol | 'heard' | null> {
  const get = async (path: string): Promise<ServiceAnswer | null> => {
    try {
      return await client.ask({ path, timeoutMs: askMsMax });
    } catch (error) {
      if (error instanceof ServiceFault) return null;
      throw error;
    }
  };
  const may = (one: ContainerProtocol): boolean => protocol === null || protocol === one;
  let heard = false;
  if (may('open-inference')) {
    const ready = await get('/v2/health/ready');
    if (ready === null) return null;
    heard = true;
    // A server that answers anything with 200 speaks no protocol for that: its name has to come as this one has it.
    if (ready.status === 200 && (protocol !== null || hasName(await get('/v2')))) return 'open-inference';
  }
  if (may('sagemaker')) {
    const ping = await get('/ping');
    if (ping === null) return heard ? 'heard' : null;
    heard = true;
    if (ping.status === 200) return 'sagemaker';
  }
  if (may('tensorflow-serving')) {
    for (const model of models) if (isAvailable(await get(`/v1/models/${encodeURIComponent(model)}`))) return 'tensorflow-serving';
  }
  return heard ? 'heard' : null;
}

function hasName(answer: ServiceAnswer | null): boolean {
  const json = answer?.status === 200 ? jsonOrNull(answer.body) : null;
  return isObject(json ?? undefined) && typeof (json as { name?: unknown }).name === 'string';
}

/** Whether a version of it can be asked. */
export function isAvailable(answer: ServiceAnswer | null): boolean {
  const json = answer?.status === 200 ? jsonOrNull(answer.body) : null;
  const versions = isObject(json ?? undefined) ? (json as { model_version_status?: unknown }).model_version_status : undefined;
  return Array.isArray(versions) && versions.some((one) => (one as { state?: unknown } | null)?.state === 'AVAILABLE');
}

export function jsonOrNull(body: Buffer): ReturnType<typeof parseJson> | null {
  try {
    return parseJson(body);
  } catch {
    return null;
  }
}
