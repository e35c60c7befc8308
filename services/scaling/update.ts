import { loadWords, scalingWords } from '@/core/sentences/scaling';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { takeOver } from '../deployments/take-over';
import { emitEndpoint, lockEndpointInOrganization, requireRevision, updateAtRevision } from '../endpoints/internal';
import { toEndpoint } from '../endpoints/present';
import type { Endpoint } from '../endpoints/schemas';
import { endpointStates } from '../endpoints/states';
import { chooseVariant, servingVariants, withScaling } from './change';
import { scalingOf, type UpdateScalingInput } from './schemas';

/**
 * Changes how a variant follows its load. As with weights the change becomes a config and a deployment of its own, which takes over the
 * running instances: nothing restarts, the count reached stays as far as the new bounds allow, and a rollback finds the policy of before.
 * @throws AppError `NOT_FOUND`, `PERMISSION_DENIED` (`endpoints:Deploy`), `STATE_CONFLICT`, `REVISION_CONFLICT`, `VALIDATION_FAILED`
 */
export async function updateScaling(ctx: Ctx, input: UpdateScalingInput): Promise<Endpoint> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Deploy', `endpoints/${input.name}`);
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    const state = endpointStates.next(endpointStates.of(row.state), 'weights');
    const before = await toEndpoint(tx, row);
    const variants = await servingVariants(tx, row);
    const chosen = chooseVariant(variants, input.variant);
    const changed = withScaling(chosen, input);
    if (JSON.stringify(changed) === JSON.stringify({ ...chosen, scaling: scalingOf(chosen) })) return before;
    const { target, metric } = scalingOf(changed);
    const detail = scalingWords.policyChanged({
      who: ctx.actor.name,
      endpoint: row.name,
      variant: changed.name,
      min: changed.minInstances,
      max: changed.maxInstances,
      target: loadWords(metric, target),
    });
    const active = await tx.tx.deployment.findUniqueOrThrow({ where: { id: row.activeDeploymentId ?? '' } });
    const next = variants.map((variant) => (variant === chosen ? changed : variant));
    const deployment = await takeOver(tx, active, { endpointName: row.name, variants: next, detail });
    const updated = await updateAtRevision(tx, row, { state, activeDeploymentId: deployment.id });
    const endpoint = await toEndpoint(tx, updated);
    await emitAudit(tx, 'endpoints:Deploy', `endpoints/${row.name}`, { before, after: endpoint });
    await emitEndpoint(tx, updated, endpoint, detail);
    return endpoint;
  });
}
