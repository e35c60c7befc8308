import type { RequestLog } from '@/services/logs/schemas';

export const stageNames = ['gateway', 'queue', 'batch', 'model', 'transfer'] as const;
export type StageName = (typeof stageNames)[number];
export interface StageShare {
  readonly stage: StageName;
  readonly ms: number;
  /** Part of the whole time, 0 to 100. */
  readonly percent: number;
}

/**
 * How the time of a request divides. What the four measured stages leave of the total is `transfer`: reading, sending and the way to the replica.
 * The shares sum to 100, or there are none when nothing took time.
 */
export function stageShares(stages: RequestLog['stages']): StageShare[] {
  const measured: [StageName, number][] = [
    ['gateway', stages.gatewayMs],
    ['queue', stages.queueMs],
    ['batch', stages.batchMs],
    ['model', stages.modelMs],
  ];
  const sum = measured.reduce((all, [, ms]) => all + ms, 0);
  const rest = Math.max(0, stages.totalMs - sum);
  const whole = sum + rest;
  if (whole === 0) return [];
  return [...measured, ['transfer', rest] as [StageName, number]].map(([stage, ms]) => ({ stage, ms, percent: (ms / whole) * 100 }));
}

/** What kind of line a request makes: its own fault is a warning, ours is an error. */
export function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status >= 500 || status === 424) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
