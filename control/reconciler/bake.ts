import { deploymentWords } from '@/core/sentences/deployments';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import { bakingShares, defaultGuardrails } from '@/services/deployments/strategy';
import type { Reason } from '@/services/page';
import { judge } from './judge';
import type { DeploymentFacts } from './world';

/** Figures are at most this far behind (`usage` says `asOf`); a step is not judged before they are in. */
const reportLagMs = 12_000;

/** What a rollout that moves traffic in steps does next. */
export type BakeStep =
  | { readonly type: 'none' }
  | { readonly type: 'wait' }
  | { readonly type: 'share'; readonly share: number; readonly words: Sentence }
  | { readonly type: 'done'; readonly words: Sentence }
  | { readonly type: 'broken'; readonly reason: Reason };

/** Pure. `share` and `wait` count only once the phases before are done; a bake that is worse than what serves is broken at once. */
export function bakeStep(rollout: DeploymentFacts, now: number): BakeStep {
  const shares = bakingShares(rollout.strategy);
  if (shares.length === 0) return { type: 'none' };
  if (rollout.promoteRequested) return { type: 'done', words: deploymentWords.promoted() };
  if (rollout.trafficShare === 0 || rollout.shareSince === null) return share(shares[0], deploymentWords.bakeBegun);
  const verdict = rollout.arms === null ? null : judge(rollout.arms, rollout.strategy.guardrails ?? defaultGuardrails);
  if (verdict?.broken) return { type: 'broken', reason: brokenReason(verdict.words) };
  const bakedMs = now - rollout.shareSince;
  if (verdict === null || bakedMs < (rollout.strategy.bakeSeconds ?? 0) * 1000 + reportLagMs) return { type: 'wait' };
  const next = shares.find((one) => one > rollout.trafficShare + 1e-9);
  if (next === undefined) return { type: 'done', words: verdict.words };
  return share(next, ({ percent }) => deploymentWords.bakeGoesOn({ percent, verdict: verdict.words }));
}

function share(share: number, words: (params: { percent: string }) => Sentence): BakeStep {
  return { type: 'share', share, words: words({ percent: percentOf(share) }) };
}

/** `10`, `12.5` */
export function percentOf(share: number): string {
  return String(Number((100 * share).toFixed(1)));
}

function brokenReason(words: Sentence): Reason {
  return { code: 'GUARDRAIL_BROKEN', ...inEnglish({ message: words, fix: deploymentWords.mendAndDeploy(), evidence: '' }) };
}
