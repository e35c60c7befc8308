import { boundsAt } from '@/core/scaling/calendar';
import type { Sentences } from '@/core/sentences/stored';
import type { ScalingDecision as DecisionRow } from '@/prisma/generated/client';
import { type Ctx, requireAction, withTransaction } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import { getEndpointInOrganization } from '../endpoints/internal';
import { toEndpoint } from '../endpoints/present';
import { type GetScalingInput, type Scaling, type ScalingDecisionRow, scalingOf } from './schemas';
import { scales } from './wanted';

/** How an endpoint scales: policy, counts, and every decision, newest first. @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND` */
export async function getScaling(ctx: Ctx, input: GetScalingInput): Promise<Scaling> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.name}`);
    const row = await getEndpointInOrganization(tx, input.name);
    const endpoint = await toEndpoint(tx, row);
    const active = row.activeDeploymentId === null ? null : await tx.tx.deployment.findUnique({ where: { id: row.activeDeploymentId } });
    const config = active === null ? null : await tx.tx.endpointConfig.findUnique({ where: { id: active.configId } });
    const stored = config === null ? [] : variantsOf(config);
    const rows = await tx.tx.variantScale.findMany({ where: { organizationId: ctx.organizationId, endpointId: row.id } });
    const ready = await tx.tx.instance.groupBy({
      by: ['variant'],
      where: {
        endpointId: row.id,
        deploymentId: row.activeDeploymentId ?? '',
        endedAt: null,
        state: 'InService',
        replicas: { some: { state: 'Ready', endedAt: null } },
      },
      _count: true,
    });
    const decisions = await tx.tx.scalingDecision.findMany({
      where: {
        organizationId: ctx.organizationId,
        endpointId: row.id,
        ...(input.variant === undefined ? {} : { variant: input.variant }),
        ...(input.cursor === undefined ? {} : { id: { lt: input.cursor } }),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    });
    const items = decisions.slice(0, input.limit).map(toDecision);
    return {
      endpoint: row.name,
      revision: row.revision,
      variants: endpoint.variants.map((variant) => {
        const policy = scalingOf(variant);
        const bounds = boundsAt(policy.schedules, { min: variant.minInstances, max: variant.maxInstances }, ctx.clock.now());
        const own = stored.find((one) => one.name === variant.name);
        return {
          variant: variant.name,
          minInstances: variant.minInstances,
          maxInstances: variant.maxInstances,
          scaling: policy,
          scales: own !== undefined && scales(own),
          effective: { minInstances: bounds.min, maxInstances: bounds.max, bySchedule: bounds.schedule !== null },
          desiredInstances: variant.desiredInstances,
          currentInstances: variant.currentInstances,
          readyInstances: ready.find((one) => one.variant === variant.name)?._count ?? 0,
          wakeMs: rows.find((one) => one.variant === variant.name)?.wakeMs ?? null,
        };
      }),
      decisions: { items, nextCursor: decisions.length > input.limit ? (items.at(-1)?.id ?? null) : null },
    };
  });
}

function toDecision(row: DecisionRow): ScalingDecisionRow {
  return {
    id: row.id,
    variant: row.variant,
    at: row.at.toISOString(),
    lastAt: row.lastAt.toISOString(),
    times: row.times,
    from: row.fromInstances,
    to: row.toInstances,
    reason: row.reason,
    message: row.message,
    ...(row.sentences === null ? {} : { sentences: row.sentences as unknown as Sentences }),
    inputs: row.inputs as unknown as ScalingDecisionRow['inputs'],
  };
}
