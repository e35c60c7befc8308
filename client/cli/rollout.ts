import type { Client, Deployment, Endpoint, EndpointConfigInput } from '../client';
import { ApiError } from '../http';
import { type WaitLimit, waitForDeployment, waitForEndpoint } from '../wait';
import type { CliContext } from './context';

export interface VariantOptions {
  readonly instanceType?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly replicas?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** One variant that serves all traffic, with the server's defaults for what is not said. */
export function configOf(model: string, version: number, options: VariantOptions): EndpointConfigInput {
  const given = {
    instanceType: options.instanceType,
    minInstances: options.min,
    maxInstances: options.max,
    replicasPerInstance: options.replicas,
    concurrency: options.concurrency,
    timeoutMs: options.timeoutMs,
  };
  return { variants: [{ model, version, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }] };
}

/** Creates the endpoint, or deploys onto the one that has the name. */
export async function rollOut(client: Client, name: string, config: EndpointConfigInput): Promise<{ isNew: boolean; deploymentId: string | null }> {
  try {
    const endpoint = await client.endpoints.create(name, config);
    return { isNew: true, deploymentId: endpoint.deployment?.id ?? null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'NAME_TAKEN') throw error;
  }
  return { isNew: false, deploymentId: (await client.endpoints.deploy(name, config)).id };
}

/** Follows a deployment's phases and waits until the endpoint serves. @throws ApiError with the reason, or `WAIT_TIMEOUT` */
export async function followRollout(context: CliContext, name: string, deploymentId: string | null, limit: WaitLimit): Promise<Endpoint | null> {
  const { client, output } = context;
  const shown = new Set<string>();
  const show = (deployment: Deployment): void => {
    for (const phase of deployment.phases) {
      if (phase.state === 'Pending' || phase.state === 'Running' || shown.has(phase.name)) continue;
      shown.add(phase.name);
      output.note(`  ${phase.state === 'Done' ? '✓' : phase.state === 'Failed' ? '✗' : '–'} ${phase.name.padEnd(14)} ${seconds(phase)} ${phase.detail}`);
    }
  };
  if (deploymentId !== null) await waitForDeployment(client, deploymentId, show, limit);
  return waitForEndpoint(client, name, 'InService', limit);
}

function seconds({ startedAt, endedAt }: Deployment['phases'][number]): string {
  return startedAt === null || endedAt === null ? '' : `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}
