import { z } from 'zod';

const bakeSeconds = z.number().int().min(10).max(86_400);
const largestStep = 90;

/**
 * How traffic moves to the new replicas once they have answered the probe: at once, or in steps that bake. A canary gets `percent` of the
 * requests, then all of them; `linear` gives it `percent` more with each step.
 */
export const StrategySchema = z.union([
  z.strictObject({ type: z.enum(['all-at-once', 'blue-green']) }),
  z.strictObject({ type: z.literal('canary'), percent: z.number().min(0.1).max(largestStep).default(10), bakeSeconds: bakeSeconds.default(300) }),
  z.strictObject({ type: z.literal('linear'), percent: z.number().min(5).max(50).default(20), bakeSeconds: bakeSeconds.default(120) }),
]);

/** When a bake is taken back: the new replicas do worse than those that serve, by more than this and by more than chance explains. */
export const GuardrailsSchema = z.strictObject({
  /** Share of failed requests beyond that of the replicas that serve, 0 to 1. */
  errorRate: z.number().min(0).max(1).default(0.01),
  /** 95th percentile of the latency over that of the replicas that serve; null: not looked at. */
  p95Ratio: z.number().min(1).max(100).nullable().default(1.5),
  /** Requests the new replicas must have answered before they are judged. */
  minRequests: z.number().int().min(10).max(1_000_000).default(30),
});

export type Strategy = z.infer<typeof StrategySchema>;
export type Guardrails = z.infer<typeof GuardrailsSchema>;

export const defaultStrategy = { type: 'blue-green' } as const satisfies Strategy;
export const defaultGuardrails: Guardrails = GuardrailsSchema.parse({});

/** What a deployment's row keeps of it. */
export interface StoredStrategy {
  readonly type: Strategy['type'];
  readonly percent?: number;
  readonly bakeSeconds?: number;
  readonly guardrails?: Guardrails;
  /** The deployment this one takes back; it is marked so when this one serves. */
  readonly rollbackOf?: string;
}

/** Shares of the requests, 0 to 1, that bake one after the other before all of them shift; none where they shift at once. */
export function bakingShares(strategy: StoredStrategy): number[] {
  const percent = strategy.percent ?? 0;
  if (strategy.type === 'canary') return [percent / 100];
  if (strategy.type !== 'linear') return [];
  const steps = Math.ceil(100 / percent) - 1;
  return Array.from({ length: steps }, (_, index) => ((index + 1) * percent) / 100);
}
