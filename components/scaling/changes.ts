import type { ScalingDecisionRow } from '@/services/scaling/schemas';

interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Changes of the count since `since`, newest first, no two nearer than `apartMs`: steps of one direction that are nearer become one change, of others the
 * newer stays.
 */
export function changesOf(decisions: readonly Pick<ScalingDecisionRow, 'at' | 'from' | 'to'>[], since: number, apartMs: number): Change[] {
  const changes: Change[] = [];
  for (const { at: time, from, to } of decisions) {
    const at = Date.parse(time);
    if (from === to || at < since) continue;
    const next = changes.at(-1);
    if (next === undefined || next.at - at >= apartMs) changes.push({ at, from, to });
    else if (to === next.from && from > to === next.from > next.to) changes[changes.length - 1] = { ...next, from };
  }
  return changes;
}
