import type { SnapshotEndpoint, SnapshotVariant } from '@/core/snapshot';
import { VariantMetrics } from '../operations/variant-metrics';
import type { VariantScheduler } from '../scheduling/variant-scheduler';
import type { RouteParts } from './table';

/** Schedulers by (deployment, variant, version) and counters by (endpoint, variant, version); both outlive snapshots. */
export class RouteStore implements RouteParts {
  readonly #newScheduler: () => VariantScheduler;
  readonly #schedulers = new Map<string, VariantScheduler>();
  readonly #metrics = new Map<string, VariantMetrics>();
  #named = new Set<string>();

  constructor(newScheduler: () => VariantScheduler) {
    this.#newScheduler = newScheduler;
  }

  get allMetrics(): Iterable<VariantMetrics> {
    return this.#metrics.values();
  }

  scheduler(endpoint: SnapshotEndpoint, variant: SnapshotVariant): VariantScheduler {
    const key = `${endpoint.id}/${variant.deploymentId}/${variant.name}/${variant.versionId}`;
    this.#named.add(key);
    let scheduler = this.#schedulers.get(key);
    if (scheduler === undefined) {
      scheduler = this.#newScheduler();
      this.#schedulers.set(key, scheduler);
    }
    scheduler.update(variant);
    return scheduler;
  }

  metrics(endpoint: SnapshotEndpoint, variant: SnapshotVariant | null): VariantMetrics {
    const key = `${endpoint.id}/${variant?.name ?? ''}/${variant?.version ?? 0}`;
    let metrics = this.#metrics.get(key);
    if (metrics === undefined) {
      metrics = new VariantMetrics(endpoint.organizationId, endpoint.name, variant?.name ?? '', variant?.version ?? 0);
      this.#metrics.set(key, metrics);
    }
    return metrics;
  }

  /** Schedulers the newest snapshot does not name finish what they have, then go. */
  sweep(): void {
    for (const [key, scheduler] of this.#schedulers) {
      if (this.#named.has(key)) continue;
      scheduler.current = false;
      if (scheduler.tidy()) this.#schedulers.delete(key);
    }
    this.#named = new Set();
  }

  close(): void {
    for (const scheduler of this.#schedulers.values()) scheduler.close();
  }
}
