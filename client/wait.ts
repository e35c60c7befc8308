import type { Client, Deployment, Endpoint, Version } from './client';
import { ApiError } from './http';

const pollMs = 300;

/** Waits until the inspection of a version is over. `onStep` gets each state of it. @throws ApiError with the reason when it failed */
export async function waitForVersion(client: Client, model: string, number: number, onStep: (version: Version) => void = () => undefined): Promise<Version> {
  for (;;) {
    const version = await client.versions.get(model, number);
    onStep(version);
    if (version.state === 'Ready') return version;
    if (version.state !== 'Checking') throw reasonOf(`Version ${number} of ${model} is ${version.state}.`, version.reason);
    await pause();
  }
}

/** Waits until a deployment is over. @throws ApiError with the reason unless it succeeded */
export async function waitForDeployment(client: Client, id: string, onStep: (deployment: Deployment) => void = () => undefined): Promise<Deployment> {
  for (;;) {
    const deployment = await client.deployments.get(id);
    onStep(deployment);
    if (deployment.state === 'Succeeded') return deployment;
    if (deployment.state !== 'InProgress') throw reasonOf(`The deployment is ${deployment.state}.`, deployment.reason);
    await pause();
  }
}

/** Waits until an endpoint is `InService` and answers, `Stopped`, or (with null) gone. @throws ApiError with its reason when it failed */
export async function waitForEndpoint(client: Client, name: string, wanted: 'InService' | 'Stopped' | null): Promise<Endpoint | null> {
  for (;;) {
    const endpoint = await client.endpoints.get(name).catch((error: unknown) => {
      if (wanted === null && error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
    if (endpoint === null || (endpoint.state === wanted && (wanted !== 'InService' || (await isServed(client, name))))) return endpoint;
    if (endpoint.state === 'Failed') throw reasonOf(`Endpoint ${name} failed.`, endpoint.reason);
    await pause();
  }
}

/** The gateway learns of an endpoint a moment after it is in service. */
async function isServed(client: Client, name: string): Promise<boolean> {
  try {
    await client.http.call('GET', `/v2/models/${encodeURIComponent(name)}/ready`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return false;
    if (error instanceof ApiError && error.status === 403) return true; // the key may deploy, but not call
    throw error;
  }
}

function reasonOf(detail: string, reason: { code: string; message: string; fix: string; evidence: string } | null): ApiError {
  return new ApiError(409, {
    code: reason?.code,
    detail: reason === null ? detail : `${detail} ${reason.message}`,
    fix: reason?.fix,
    evidence: reason?.evidence,
  });
}

function pause(): Promise<void> {
  return new Promise((next) => setTimeout(next, pollMs));
}
