import type { ScalingDecision } from '@/core/scaling/policy';
import type { ScalingChange, ScalingPolicy } from '@/core/scaling/types';
import { decisionWords, scalingWords } from '@/core/sentences/scaling';
import type { Prisma, VariantScale } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import { emitEvent } from '@/services/events/emit';
import type { ScalingDecisionRow } from '@/services/scaling';
import type { Leadership } from '../leader';
import type { DecisionLog } from './decision-log';
import type { ScalingVariant } from './observe';

interface Decided extends ScalingVariant {
  readonly key: string;
  readonly policy: ScalingPolicy;
  readonly decision: ScalingDecision;
  /** By the database's clock. */
  readonly at: number;
  readonly desired: number;
  readonly changes: readonly ScalingChange[];
  readonly predicted: number | null;
}

/**
 * Stores the count that was decided, in the same transaction as the row that says why. An endpoint that was stopped meanwhile keeps none.
 * @throws LeadershipLost
 */
export async function applyDecision(leadership: Leadership, decisions: DecisionLog, decided: Decided): Promise<void> {
  const { endpoint, variant, decision, desired, at } = decided;
  const entry = { at, from: desired, to: decision.desired, reason: decision.reason, words: wordsOf(decided), inputs: inputsOf(decided) };
  const news = scaleNews(decided);
  if (news === null && decisions.absorb(decided.key, entry)) return;
  await leadership.fenced(async (ctx) => {
    const alive = await ctx.tx.$queryRaw<unknown[]>`
      SELECT 1 FROM endpoints WHERE id = ${endpoint.id} AND desired = 'InService' AND deleted_at IS NULL FOR SHARE`;
    if (alive.length === 0) return;
    const owner = { organizationId: endpoint.organizationId, projectId: endpoint.projectId, endpointId: endpoint.id, variant: variant.name };
    if (news !== null) await storeScale(ctx, owner, decided, news);
    await decisions.write(ctx, decided.key, owner, entry);
    if (decision.desired === desired) return;
    await emitEvent(ctx, {
      type: 'scaling.changed',
      topics: [`endpoints/${endpoint.name}`],
      resource: { endpoint: endpoint.name, variant: variant.name, from: desired, to: decision.desired },
      message: scalingWords.changed({ endpoint: endpoint.name, variant: variant.name, why: entry.words }),
      organizationId: endpoint.organizationId,
      projectId: endpoint.projectId,
    });
  });
}

type News = Prisma.VariantScaleUpdateManyMutationInput;

/** What is new of the variant's count and waking; null where nothing is. Gateways are told of `wakes` and `wakeMs`: they stand here only when they changed. */
function scaleNews({ scale, decision, desired, at, changes, readyAt }: Decided): News | null {
  const wakes = decision.bounds.min === 0 && decision.bounds.max > 0;
  const changed = decision.desired !== desired;
  const after = [...changes, { at, from: desired, to: decision.desired }] as unknown as Prisma.InputJsonValue;
  const woke = scale?.wakingSince != null && readyAt !== null && readyAt >= scale.wakingSince.getTime();
  const news: News = {
    ...(changed ? { desired: decision.desired, changes: after } : {}),
    ...(scale?.wakes === wakes ? {} : { wakes }),
    ...(woke && scale?.wakingSince != null ? { wakeMs: (readyAt ?? 0) - scale.wakingSince.getTime(), wakingSince: null } : {}),
  };
  return Object.keys(news).length === 0 ? null : news;
}

type Owner = Pick<VariantScale, 'organizationId' | 'projectId' | 'endpointId' | 'variant'>;

async function storeScale(ctx: TxCtx, owner: Owner, { scale, decision }: Decided, news: News): Promise<void> {
  const now = new Date(ctx.clock.now());
  const waking = decision.reason === 'woken' ? { wakingSince: now } : {};
  if (scale === null) await ctx.tx.variantScale.createMany({ data: { ...owner, desired: decision.desired, updatedAt: now }, skipDuplicates: true });
  await ctx.tx.variantScale.updateMany({ where: { endpointId: owner.endpointId, variant: owner.variant }, data: { ...news, ...waking, updatedAt: now } });
}

function wordsOf({ decision, policy, desired, ready, predicted }: Decided) {
  const { stableSeconds, panicSeconds, scaleInDelaySeconds, idleSeconds, perMinuteMax, metric, target } = policy;
  return decisionWords({
    reason: decision.reason,
    metric,
    target,
    measured: decision.windows.measured,
    predicted,
    from: desired,
    to: decision.desired,
    wanted: decision.wanted,
    ready,
    max: decision.bounds.max,
    stableSeconds,
    panicSeconds,
    scaleInDelaySeconds,
    idleSeconds,
    perMinuteMax,
  });
}

function inputsOf({ decision, policy, ready, predicted }: Decided): ScalingDecisionRow['inputs'] {
  const { windows, bounds, wanted } = decision;
  return {
    metric: policy.metric,
    target: policy.target,
    measured: windows.measured,
    panic: windows.panic,
    stable: windows.stable,
    wanted,
    ready,
    minInstances: bounds.min,
    maxInstances: bounds.max,
    samples: windows.samples,
    incomplete: windows.incomplete,
    predicted,
  };
}
