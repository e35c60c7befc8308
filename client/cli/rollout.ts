import type { Client, Deployment, Endpoint, EndpointConfigInput, ScalingChangeInput } from '../client';
import { ApiError } from '../http';
import { type WaitLimit, waitForDeployment, waitForEndpoint } from '../wait';
import type { CliContext } from './context';

type Policy = ScalingChangeInput['scaling'];
type Health = Partial<Endpoint['variants'][number]['health']> | undefined;

export interface VariantOptions {
  readonly instanceType?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly replicas?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly golden?: 'on' | 'off' | undefined;
  readonly goldenPeriod?: number | undefined;
  readonly goldenFailures?: number | undefined;
  readonly scaleMetric?: NonNullable<Policy>['metric'];
  readonly scaleTarget?: number | undefined;
  /** The policy of before, where only a part of it is said anew. */
  readonly scaling?: Policy;
  /** The check of before, likewise. */
  readonly health?: Health;
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
    scaling: scalingFrom(options),
    health: healthFrom(options),
  };
  return { variants: [{ model, version, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }] };
}

/** The policy that options ask for; undefined where they say nothing of it. Another metric begins with its own target. */
export function scalingFrom({ scaling, scaleMetric: metric, scaleTarget: target }: Pick<VariantOptions, 'scaling' | 'scaleMetric' | 'scaleTarget'>): Policy {
  if (scaling === undefined && metric === undefined && target === undefined) return undefined;
  const { target: former, ...rest } = scaling ?? {};
  const kept = target ?? (metric === undefined || metric === scaling?.metric ? former : undefined);
  return { ...rest, ...(metric === undefined ? {} : { metric }), ...(kept === undefined ? {} : { target: kept }) };
}

/** How answers are checked; undefined where options say nothing of it and nothing was before. */
export function healthFrom({
  health,
  golden,
  goldenPeriod,
  goldenFailures,
}: Pick<VariantOptions, 'health' | 'golden' | 'goldenPeriod' | 'goldenFailures'>): Health {
  const given = {
    ...(golden === undefined ? {} : { golden: golden === 'on' }),
    ...(goldenPeriod === undefined ? {} : { periodSeconds: goldenPeriod }),
    ...(goldenFailures === undefined ? {} : { failuresMax: goldenFailures }),
  };
  return health === undefined && Object.keys(given).length === 0 ? undefined : { ...health, ...given };
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
