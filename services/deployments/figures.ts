import { type Ctx, requireAction, withTransaction } from '../context';
import { readDeploymentSteps } from '../metrics/read-requests';
import { getDeploymentInOrganization } from './internal';
import type { DeploymentFigures } from './schemas';

const stepSeconds = 10;
/** A chart holds an hour; of a longer bake it shows the last one. */
const stepsMax = 360;

/**
 * What a deployment's replicas answered since it began, beside those of the deployment that served before it, in steps of 10 s.
 * @throws AppError `PERMISSION_DENIED` (`metrics:Read`), `NOT_FOUND`
 */
export async function getDeploymentFigures(ctx: Ctx, input: { id: string; endpoint?: string }): Promise<DeploymentFigures> {
  return withTransaction(ctx, async (tx) => {
    const row = await getDeploymentInOrganization(tx, input.id, input.endpoint);
    await requireAction(tx, 'metrics:Read', `endpoints/${row.endpoint.name}`);
    const stepMs = stepSeconds * 1000;
    const toMs = Math.floor((row.endedAt?.getTime() ?? ctx.clock.now()) / stepMs) * stepMs + stepMs;
    const fromMs = Math.max(Math.floor(row.createdAt.getTime() / stepMs) * stepMs, toMs - stepsMax * stepMs);
    const former = await tx.tx.deployment.findFirst({
      where: { endpointId: row.endpointId, servedFrom: { lte: row.createdAt }, OR: [{ servedUntil: null }, { servedUntil: { gt: row.createdAt } }] },
      orderBy: { servedFrom: 'desc' },
    });
    const arms = [{ name: 'new', deployment: row }, ...(former === null ? [] : [{ name: 'serving', deployment: former } as const])] as const;
    const series: DeploymentFigures['series'] = [];
    for (const { name, deployment } of arms) {
      const steps = await readDeploymentSteps(tx, deployment, { fromMs, toMs, stepMs });
      const times = Array.from({ length: (toMs - fromMs) / stepMs }, (_, index) => fromMs + index * stepMs);
      series.push({
        arm: name,
        number: deployment.number,
        points: times.map((at) => {
          const figures = steps.get(at);
          const p95Ms = figures === undefined || figures.latency.count === 0 ? null : figures.latency.percentileUs(0.95) / 1000;
          return { at, requests: figures?.requests ?? 0, errors: figures?.errors ?? 0, p95Ms };
        }),
      });
    }
    return { stepSeconds, series };
  });
}
