import type { Words } from '@/core/sentences/sentence';
import type { RoutingSnapshot, SnapshotEndpoint, SnapshotKey, SnapshotVariant } from '@/core/snapshot';
import { KeyLimiter } from '../auth/key-limiter';
import { keyPrincipal, type Principal } from '../auth/principal';
import { fieldLine } from '../http/response-head';
import { recordPrefix } from '../metering/record';
import type { VariantMetrics } from '../operations/variant-metrics';
import type { VariantScheduler } from '../scheduling/variant-scheduler';
import { RawHeads } from '../upstream/raw-heads';

/** One weighted arm of an endpoint, with everything that is the same for all its requests made once. */
export interface VariantRoute {
  readonly name: string;
  readonly weight: number;
  readonly snapshot: SnapshotVariant;
  readonly scheduler: VariantScheduler;
  readonly metrics: VariantMetrics;
  /** `X-AIMass-Endpoint`, `-Variant` and `-Version` field lines. */
  readonly fields: string;
  readonly recordPrefix: string;
  readonly rawHeads: RawHeads;
}

export interface EndpointRoute {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly state: string;
  readonly reason: Words;
  readonly bodyBytesMax: number;
  readonly variants: readonly VariantRoute[];
  readonly weightTotal: number;
  /** For requests that are refused before a variant is chosen. */
  readonly fields: string;
  readonly recordPrefix: string;
  readonly metrics: VariantMetrics;
}

/** Makes and keeps what outlives a snapshot: connections, queues, counters. */
export interface RouteParts {
  /** The scheduler of a variant, brought up to date. */
  scheduler(endpoint: SnapshotEndpoint, variant: SnapshotVariant): VariantScheduler;
  metrics(endpoint: SnapshotEndpoint, variant: SnapshotVariant | null): VariantMetrics;
  /** Called after each change; schedulers that were not asked for are no longer routed to. */
  sweep(): void;
}

/**
 * The snapshot as the hot path asks it: keys by hash, endpoints by organization and name. Replaced whole; limits already used, queues
 * and connections live on.
 */
export class RoutingTable {
  /** Changes with every snapshot. */
  generation = 0;
  revision = -1;
  builtAt = 0;
  readonly #parts: RouteParts;
  #keys = new Map<string, Principal>();
  #limiters = new Map<string, KeyLimiter>();
  #organizations = new Map<string, Map<string, EndpointRoute>>();

  constructor(parts: RouteParts) {
    this.#parts = parts;
  }

  get loaded(): boolean {
    return this.generation > 0;
  }

  keyBySha256(sha256: string): Principal | undefined {
    return this.#keys.get(sha256);
  }

  endpoint(organizationId: string, name: string): EndpointRoute | undefined {
    return this.#organizations.get(organizationId)?.get(name);
  }

  *endpoints(): Iterable<EndpointRoute> {
    for (const endpoints of this.#organizations.values()) yield* endpoints.values();
  }

  apply(snapshot: RoutingSnapshot): void {
    this.#applyKeys(snapshot.keys);
    const organizations = new Map<string, Map<string, EndpointRoute>>();
    for (const endpoint of snapshot.endpoints) {
      let endpoints = organizations.get(endpoint.organizationId);
      if (endpoints === undefined) {
        endpoints = new Map();
        organizations.set(endpoint.organizationId, endpoints);
      }
      endpoints.set(endpoint.name, this.#route(endpoint));
    }
    this.#organizations = organizations;
    this.revision = snapshot.revision;
    this.builtAt = snapshot.builtAt;
    this.generation++;
    this.#parts.sweep();
  }

  #applyKeys(keys: readonly SnapshotKey[]): void {
    const limiters = new Map<string, KeyLimiter>();
    const principals = new Map<string, Principal>();
    for (const key of keys) {
      let limiter: KeyLimiter | null = null;
      if (key.requestsPerSecond !== null || key.concurrency !== null) {
        limiter = this.#limiters.get(key.id) ?? new KeyLimiter();
        limiter.update(key.requestsPerSecond, key.concurrency);
        limiters.set(key.id, limiter);
      }
      principals.set(key.sha256, keyPrincipal(key, limiter));
    }
    this.#keys = principals;
    this.#limiters = limiters;
  }

  #route(endpoint: SnapshotEndpoint): EndpointRoute {
    const variants = endpoint.variants.map((variant) => ({
      name: variant.name,
      weight: variant.weight,
      snapshot: variant,
      scheduler: this.#parts.scheduler(endpoint, variant),
      metrics: this.#parts.metrics(endpoint, variant),
      fields: fieldLine('X-AIMass-Endpoint', endpoint.name) + fieldLine('X-AIMass-Variant', variant.name) + fieldLine('X-AIMass-Version', variant.version),
      recordPrefix: recordPrefix(endpoint, variant),
      rawHeads: new RawHeads(variant),
    }));
    return {
      id: endpoint.id,
      organizationId: endpoint.organizationId,
      name: endpoint.name,
      state: endpoint.state,
      reason: endpoint.reason,
      bodyBytesMax: endpoint.bodyBytesMax,
      variants,
      weightTotal: variants.reduce((sum, variant) => sum + variant.weight, 0),
      fields: fieldLine('X-AIMass-Endpoint', endpoint.name),
      recordPrefix: recordPrefix(endpoint, null),
      metrics: this.#parts.metrics(endpoint, null),
    };
  }
}
