import { AppError } from '@/core/errors';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords } from '@/core/sentences/fields';
import { inEnglish } from '@/core/sentences/stored';
import type { Prisma } from '@/prisma/client';
import type { Deployment as DeploymentRow } from '@/prisma/generated/client';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { insertDeployment, nextDeploymentNumber, pendingPhases } from '../deployments/internal';
import { freeConfigName, insertConfig, variantsOf } from '../endpoint-configs/internal';
import type { Variant } from '../endpoint-configs/schemas';
import { emitEndpoint, lockEndpointInOrganization, requireRevision, updateAtRevision } from './internal';
import { toEndpoint } from './present';
import type { Endpoint, UpdateWeightsInput } from './schemas';
import { endpointStates } from './states';

/**
 * Shifts traffic between the variants that serve. Configs are immutable, so the new weights become a config and a deployment of their own,
 * which takes over the running instances: nothing restarts, and a rollback finds the weights of before.
 * @throws AppError `NOT_FOUND`, `PERMISSION_DENIED` (`endpoints:Deploy`), `STATE_CONFLICT`, `REVISION_CONFLICT`, `VALIDATION_FAILED`
 */
export async function updateWeights(ctx: Ctx, input: UpdateWeightsInput): Promise<Endpoint> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Deploy', `endpoints/${input.name}`);
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    const state = endpointStates.next(endpointStates.of(row.state), 'weights');
    const before = await toEndpoint(tx, row);
    const active = await tx.tx.deployment.findUniqueOrThrow({ where: { id: row.activeDeploymentId ?? '' } });
    const variants = variantsOf(await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: active.configId } }));
    const weighted = withWeights(variants, input.weights);
    if (weighted.every((variant, index) => variant.weight === variants[index].weight)) return before;
    const deployment = await takeOver(tx, active, row.name, weighted);
    const changed = await updateAtRevision(tx, row, { state, activeDeploymentId: deployment.id });
    const endpoint = await toEndpoint(tx, changed);
    await emitAudit(tx, 'endpoints:Deploy', `endpoints/${row.name}`, { before, after: endpoint });
    await emitEndpoint(tx, changed, endpoint, endpointWords.weightsChanged({ who: ctx.actor.name, endpoint: row.name, weights: weightsOf(weighted) }));
    return endpoint;
  });
}

function withWeights(variants: readonly Variant[], weights: Readonly<Record<string, number>>): Variant[] {
  const unknown = Object.keys(weights).filter((name) => !variants.some((variant) => variant.name === name));
  if (unknown.length > 0) {
    throw new AppError('VALIDATION_FAILED', {
      detail: endpointWords.noVariant({ variants: unknown }),
      fix: endpointWords.hasVariants({ variants: variants.map((variant) => variant.name) }),
      errors: unknown.map((name) => ({ pointer: `/weights/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: fieldWords.noVariant() })),
    });
  }
  const weighted = variants.map((variant) => ({ ...variant, weight: weights[variant.name] ?? variant.weight }));
  if (weighted.some((variant) => variant.weight > 0)) return weighted;
  throw new AppError('VALIDATION_FAILED', {
    detail: endpointWords.weightNeeded(),
    fix: endpointWords.stopInstead(),
    errors: [{ pointer: '/weights', detail: fieldWords.allZero() }],
  });
}

async function takeOver(tx: TxCtx, active: DeploymentRow, endpointName: string, variants: Variant[]): Promise<DeploymentRow> {
  const number = await nextDeploymentNumber(tx, active.endpointId);
  const config = await insertConfig(tx, { name: await freeConfigName(tx, endpointName, number), projectId: active.projectId, variants });
  const inserted = await insertDeployment(tx, { ...active, id: active.endpointId }, { configId: config.id, number, strategy: { type: 'blue-green' } });
  const at = new Date(tx.clock.now());
  const phases = pendingPhases({ type: 'blue-green' }).map((phase) =>
    phase.name === 'Shift traffic'
      ? {
          ...phase,
          state: 'Done',
          startedAt: at.toISOString(),
          endedAt: at.toISOString(),
          ...inEnglish({ detail: endpointWords.weights({ weights: weightsOf(variants) }) }),
        }
      : { ...phase, state: 'Skipped', ...inEnglish({ detail: endpointWords.replicasGoOn() }) },
  );
  const deployment = await tx.tx.deployment.update({
    where: { id: inserted.id },
    data: { state: 'Succeeded', endedAt: at, phases: phases as unknown as Prisma.InputJsonValue },
  });
  await tx.tx.instance.updateMany({ where: { deploymentId: active.id, endedAt: null }, data: { deploymentId: deployment.id } });
  await tx.tx.replica.updateMany({ where: { deploymentId: active.id, endedAt: null }, data: { deploymentId: deployment.id } });
  return deployment;
}

function weightsOf(variants: readonly Variant[]): string {
  return variants.map((variant) => `${variant.name} ${variant.weight}`).join(', ');
}
