import type { Logger } from '@/core/log';
import { decideScaling } from '@/core/scaling/policy';
import type { LoadSample, ScalingChange, ScalingPolicy } from '@/core/scaling/types';
import { predictedLoad, scalingOf } from '@/services/scaling';
import type { Observations } from '../health/observations';
import type { Leadership } from '../leader';
import { applyDecision } from './apply';
import { DecisionLog } from './decision-log';
import { LoadBook, loadKey, type SecondLoad } from './load-book';
import { observeScaling, type ScalingVariant, type ScalingWorld } from './observe';

export interface AutoscalerOptions {
  readonly leadership: Leadership;
  readonly observations: Observations;
  /** CPUs of an instance type. */
  readonly cpusOf: (instanceType: string) => number;
  readonly log: Logger;
}

const predictEveryMs = 60_000;
const changesKeptMs = 3_600_000;
/** Without any news of the load it is decided so often that nothing is known. */
const quietMs = 2_000;
/** A report of who waits counts for so long: who still waits is reported each second. */
const heldMs = 3_000;

/**
 * One pass: observe, decide, apply, for every variant whose number is not fixed. What it remembers of the load it may forget at any time: then
 * it waits until it knows enough again, and never takes anything away meanwhile.
 */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #book = new LoadBook();
  readonly #decisions = new DecisionLog();
  readonly #samples = new Map<string, LoadSample[]>();
  readonly #decidedAt = new Map<string, number>();
  readonly #predicted = new Map<string, { at: number; load: number | null }>();

  constructor(options: AutoscalerOptions) {
    this.#options = options;
  }

  /** @throws LeadershipLost */
  async pass(): Promise<void> {
    const { leadership } = this.#options;
    const world = await leadership.fenced(observeScaling);
    const seconds = this.#book.observe(world.loads);
    const keys = new Set(world.variants.map(keyOf));
    for (const map of [this.#samples, this.#predicted, this.#decidedAt]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
    this.#decisions.keep(keys);
    const fresh = world.loads.gateways.filter((gateway) => world.loads.now - (gateway.at ?? 0) < heldMs);
    const held = new Set(fresh.flatMap((gateway) => gateway.held.map(([endpointId, variant]) => loadKey(endpointId, variant))));
    for (const one of world.variants) {
      try {
        await this.#follow(one, world, seconds, held.has(keyOf(one)));
      } catch (error) {
        this.#decisions.forget(keyOf(one));
        if (!leadership.leads) throw error;
        this.#options.log.warn({ err: error, endpoint: one.endpoint.name, variant: one.variant.name }, 'a variant was not scaled; the next pass tries again');
      }
    }
  }

  async #follow(one: ScalingVariant, { loads }: ScalingWorld, seconds: readonly SecondLoad[], held: boolean): Promise<void> {
    const policy = scalingOf(one.variant);
    const samples = this.#sample(one, policy, seconds, loads.now);
    const desired = one.scale?.desired ?? one.variant.initialInstances;
    const asleep = desired === 0 && held;
    const key = keyOf(one);
    if (seconds.length === 0 && !asleep && loads.now - (this.#decidedAt.get(key) ?? 0) < quietMs) return; // nothing new is known
    this.#decidedAt.set(key, loads.now);
    const changes = ((one.scale?.changes ?? []) as unknown as ScalingChange[]).filter((change) => change.at > loads.now - changesKeptMs);
    const predicted = await this.#predict(one, policy, loads.now);
    const decision = decideScaling({
      now: loads.now,
      policy,
      bounds: { min: one.variant.minInstances, max: one.variant.maxInstances },
      samples: asleep ? [...samples, heldSample(loads.now)] : samples,
      desired,
      ready: one.ready,
      changes,
      predicted,
    });
    const decided = { ...one, key, policy, decision, at: loads.now, desired, changes, predicted };
    await applyDecision(this.#options.leadership, this.#decisions, decided);
  }

  #sample(one: ScalingVariant, policy: ScalingPolicy, seconds: readonly SecondLoad[], now: number): readonly LoadSample[] {
    const key = keyOf(one);
    const samples = this.#samples.get(key) ?? [];
    this.#samples.set(key, samples);
    const cpuPercent = this.#cpuOf(one);
    for (const { at, complete, totals } of seconds) {
      const { concurrency = 0, requests = 0, waitedMs = 0, answered = 0, held = 0 } = totals.get(key) ?? {};
      const queueMs = answered === 0 ? null : waitedMs / answered;
      samples.push({ at, complete, concurrency, requests, queueMs, held, cpuPercent, ready: one.ready });
    }
    const keptMs = 1000 * (1 + Math.max(policy.stableSeconds + policy.scaleInDelaySeconds, policy.idleSeconds));
    const first = samples.findIndex((sample) => sample.at > now - keptMs);
    samples.splice(0, first < 0 ? samples.length : first);
    return samples;
  }

  /** Mean of what the agents of the ready instances said last; null where one has said nothing. */
  #cpuOf({ variant, readyInstanceIds }: ScalingVariant): number | null {
    const { observations, cpusOf } = this.#options;
    const shares = readyInstanceIds.map((id) => observations.cpuPercent(id));
    if (shares.length === 0 || shares.some((share) => share === null)) return null;
    return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) / shares.length / cpusOf(variant.instanceType);
  }

  async #predict(one: ScalingVariant, policy: ScalingPolicy, now: number): Promise<number | null> {
    if (!policy.predictive) return null;
    const key = keyOf(one);
    const known = this.#predicted.get(key);
    if (known !== undefined && now - known.at < predictEveryMs) return known.load;
    const source = { organizationId: one.endpoint.organizationId, endpointId: one.endpoint.id, variant: one.variant.name };
    const load = await this.#options.leadership.fenced((ctx) => predictedLoad({ ...ctx, organizationId: source.organizationId }, source, policy.metric, now));
    this.#predicted.set(key, { at: now, load });
    return load;
  }
}

function keyOf({ endpoint, variant }: ScalingVariant): string {
  return loadKey(endpoint.id, variant.name);
}

function heldSample(at: number): LoadSample {
  return { at, concurrency: 0, requests: 0, queueMs: null, held: 1, cpuPercent: null, ready: 0, complete: false };
}
