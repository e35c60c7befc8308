import type { Client, Deployment, Endpoint, Version } from './client';
import { ApiError } from './http';

const pollMs = 300;
/** More than all phases of a deployment together may take. */
export const waitSecondsDefault = 900;

/**
 * How long the waits of one command may last together; the time runs from the first look. What is waited for goes on when it is over.
 */
export class WaitLimit {
  readonly seconds: number;
  #signal: AbortSignal | null = null;

  constructor(seconds = waitSecondsDefault) {
    this.seconds = seconds;
  }

  /**
   * Looks again and again until there is something to return.
   * @param look   undefined = not yet; its calls end with `signal`
   * @param still  what it waits for, as a sentence's beginning: `The deployment is InProgress`
   * @throws ApiError `WAIT_TIMEOUT`
   */
  async until<T>(look: (signal: AbortSignal) => Promise<T | undefined>, still: () => string): Promise<T> {
    this.#signal ??= AbortSignal.timeout(this.seconds * 1_000);
    const signal = this.#signal;
    for (;;) {
      const found = await look(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
      if (found !== undefined) return found;
      if (signal.aborted) throw tooLong(still(), this.seconds);
      await pause(signal);
    }
  }
}

/** Waits until the inspection of a version is over. `onStep` gets each state of it. @throws ApiError with the reason when it failed */
export async function waitForVersion(
  client: Client,
  model: string,
  number: number,
  onStep: (version: Version) => void = () => undefined,
  limit = new WaitLimit(),
): Promise<Version> {
  let state = 'Checking';
  const look = async (signal: AbortSignal): Promise<Version | undefined> => {
    const version = await client.versions.get(model, number, { signal });
    state = version.state;
    onStep(version);
    if (state === 'Ready') return version;
    if (state !== 'Checking') throw reasonOf(`Version ${number} of ${model} is ${state}.`, version.reason);
    return undefined;
  };
  return limit.until(look, () => `Version ${number} of ${model} is still ${state}`);
}

/** Waits until a version has answered its data sample, well or not. */
export async function waitForEvaluation(client: Client, model: string, number: number, limit = new WaitLimit()): Promise<Version> {
  const look = async (signal: AbortSignal): Promise<Version | undefined> => {
    const version = await client.versions.get(model, number, { signal });
    return version.evaluation?.state === 'Pending' ? undefined : version;
  };
  return limit.until(look, () => `Version ${number} of ${model} has still not answered its data sample`);
}

/** Waits until a deployment is over. @throws ApiError with the reason unless it succeeded */
export async function waitForDeployment(
  client: Client,
  id: string,
  onStep: (deployment: Deployment) => void = () => undefined,
  limit = new WaitLimit(),
): Promise<Deployment> {
  let last: Deployment | null = null;
  const look = async (signal: AbortSignal): Promise<Deployment | undefined> => {
    const deployment = await client.deployments.get(id, { signal });
    last = deployment;
    onStep(deployment);
    if (deployment.state === 'Succeeded') return deployment;
    if (deployment.state !== 'InProgress') throw reasonOf(`The deployment is ${deployment.state}.`, deployment.reason);
    return undefined;
  };
  return limit.until(look, () => stillDeploying(last));
}

/** Waits until an endpoint is `InService` and answers, `Stopped`, or (with null) gone. @throws ApiError with its reason when it failed */
export async function waitForEndpoint(client: Client, name: string, wanted: 'InService' | 'Stopped' | null, limit = new WaitLimit()): Promise<Endpoint | null> {
  let state = 'not known';
  const look = async (signal: AbortSignal): Promise<Endpoint | null | undefined> => {
    const endpoint = await client.endpoints.get(name, { signal }).catch((error: unknown) => {
      if (wanted === null && error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
    if (endpoint === null) return null;
    state = endpoint.state;
    if (state === wanted && (wanted !== 'InService' || (await isServed(client, name, signal)))) return endpoint;
    if (state === 'Failed') throw reasonOf(`Endpoint ${name} failed.`, endpoint.reason);
    return undefined;
  };
  return limit.until(look, () => `Endpoint ${name} is still ${state}`);
}

/** The gateway learns of an endpoint a moment after it is in service. */
async function isServed(client: Client, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await client.http.call('GET', `/v2/models/${encodeURIComponent(name)}/ready`, { signal });
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return false;
    if (error instanceof ApiError && error.status === 403) return true; // the key may deploy, but not call
    throw error;
  }
}

function stillDeploying(deployment: Deployment | null): string {
  if (deployment === null) return 'The deployment has not been seen';
  const phase = deployment.phases.find((one) => one.state === 'Running')?.name;
  return `Deployment ${deployment.number} of ${deployment.endpoint} is still ${deployment.state}${phase === undefined ? '' : ` (${phase})`}`;
}

function tooLong(still: string, seconds: number): ApiError {
  return new ApiError(0, {
    code: 'WAIT_TIMEOUT',
    title: 'The wait was too long',
    detail: `${still} after ${seconds} s.`,
    fix: 'It goes on by itself: look at it with npx aimass endpoints show or models show, or in the console. To wait longer, give --timeout <seconds>.',
  });
}

function reasonOf(detail: string, reason: { code: string; message: string; fix: string; evidence: string } | null): ApiError {
  return new ApiError(409, {
    code: reason?.code,
    detail: reason === null ? detail : `${detail} ${reason.message}`,
    fix: reason?.fix,
    evidence: reason?.evidence,
  });
}

/** Ends early when the limit is reached. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((next) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      next();
    };
    const timer = setTimeout(end, pollMs);
    signal.addEventListener('abort', end);
  });
}
