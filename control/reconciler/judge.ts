import type { Histogram } from '@/core/histogram';
import { deploymentWords } from '@/core/sentences/deployments';
import type { Sentence } from '@/core/sentences/sentence';
import type { Guardrails } from '@/services/deployments/strategy';

/** What replicas of one deployment answered since a bake began. */
export interface ArmFigures {
  readonly requests: number;
  readonly errors: number;
  /** Whole requests, in microseconds. */
  readonly latency: Histogram;
}

export interface Arms {
  /** The replicas that bake. */
  readonly fresh: ArmFigures;
  /** Those that serve beside them. */
  readonly serving: ArmFigures;
}

export interface Verdict {
  readonly broken: boolean;
  readonly words: Sentence;
}

/** One chance in a thousand to take back replicas that are as good as those that serve (one-sided, normal). */
const zLimit = 3.09;
/** Fewer requests say nothing about a 95th percentile. */
const percentileRequestsMin = 100;

/**
 * Compares replicas that bake with those that serve, on the same traffic. They are worse where the share of errors, or of requests slower
 * than allowed, lies beyond its limit by more than chance explains:
 * z = (p₁ − p₂ − limit) / √(p₁(1−p₁)/n₁ + p₂(1−p₂)/n₂) above 3.09, with p = (errors + 1) / (requests + 2) under the root. Pure.
 */
export function judge({ fresh, serving }: Arms, guardrails: Guardrails): Verdict {
  const { requests } = fresh;
  if (requests < guardrails.minRequests) return { broken: false, words: deploymentWords.tooFewToJudge({ requests, needed: guardrails.minRequests }) };
  const compared = serving.requests >= guardrails.minRequests;
  const rate = rateOf(fresh);
  const usual = compared ? rateOf(serving) : 0;
  const z = (rate - usual - guardrails.errorRate) / Math.sqrt(varianceOf(fresh) + (compared ? varianceOf(serving) : 0));
  if (z > zLimit) {
    const figures = { requests, share: percent(rate), usual: percent(usual), limit: percent(guardrails.errorRate), z: z.toFixed(1) };
    return { broken: true, words: deploymentWords.tooManyErrors(figures) };
  }
  const slow = slowerThanAllowed({ fresh, serving }, guardrails.p95Ratio);
  if (slow !== null) return { broken: true, words: slow };
  const [p95, usualP95] = [fresh, serving].map(({ latency }) => (latency.count === 0 ? '–' : milliseconds(latency.percentileUs(0.95))));
  return { broken: false, words: deploymentWords.bakedWell({ requests, share: percent(rate), usual: percent(usual), p95, usualP95 }) };
}

/** At most one in twenty may take longer than the allowed multiple of the usual 95th percentile. */
function slowerThanAllowed({ fresh, serving }: Arms, ratio: number | null): Sentence | null {
  if (ratio === null || Math.min(fresh.latency.count, serving.latency.count) < percentileRequestsMin) return null;
  const usualUs = serving.latency.percentileUs(0.95);
  const slower = fresh.latency.shareAboveUs(usualUs * ratio);
  const z = (slower - 0.05) / Math.sqrt((0.05 * 0.95) / fresh.latency.count);
  if (z <= zLimit) return null;
  return deploymentWords.tooSlow({
    requests: fresh.requests,
    p95: milliseconds(fresh.latency.percentileUs(0.95)),
    usualP95: milliseconds(usualUs),
    ratio: String(ratio),
    z: z.toFixed(1),
  });
}

function rateOf({ errors, requests }: ArmFigures): number {
  return requests === 0 ? 0 : errors / requests;
}

function varianceOf({ errors, requests }: ArmFigures): number {
  const p = (errors + 1) / (requests + 2);
  return (p * (1 - p)) / Math.max(1, requests);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(us < 10_000 ? 2 : 0)} ms`;
}
