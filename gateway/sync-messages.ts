import type { RoutingSnapshot } from '@/core/snapshot';

/** What the sync thread tells the gateway's own thread. */
export type FromSync =
  | { readonly type: 'snapshot'; readonly snapshot: RoutingSnapshot; readonly fromDisk: boolean }
  /** Once each few seconds and on every change. */
  | {
      readonly type: 'status';
      readonly databaseReachable: boolean;
      readonly backlogRecords: number;
      readonly backlogSegments: number;
      readonly detail: string;
    };

/** What the gateway's own thread tells the sync thread. */
export type ToSync =
  | { readonly type: 'sealed'; readonly segmentId: string }
  /** The gateway answers by this revision from here on. */
  | { readonly type: 'routed'; readonly revision: number }
  | { readonly type: 'load'; readonly report: LoadReport }
  | { readonly type: 'gauges'; readonly samples: readonly GaugeSample[] }
  | { readonly type: 'stop' };

/** Requests in flight (mean), a second, waited ms in all, by how many answered ones, and how many wait for a first replica. */
export type VariantLoad = readonly [
  endpointId: string,
  variant: string,
  concurrency: number,
  requests: number,
  waitedMs: number,
  answered: number,
  held: number,
];

/** The load of the time that just ended, a second unless the machine is busy; null where only somebody is held. */
export interface LoadReport {
  readonly ms: number;
  readonly second: readonly VariantLoad[] | null;
  readonly held: readonly (readonly [endpointId: string, variant: string])[];
}

/** One 10 s bucket of a sampled figure of a variant. */
export interface GaugeSample {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly variant: string;
  readonly name: 'queue' | 'inflight';
  /** Start of the bucket, ms since 1970. */
  readonly at: number;
  readonly sum: number;
  readonly count: number;
  readonly max: number;
}

/** Given to the thread as workerData. */
export interface SyncStart {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly masterKeyBase64: string;
  readonly gatewayId: string;
  /** The boot in this process's segment ids: what earlier boots left unfinished can be settled, what this one has cannot. */
  readonly boot: string;
  readonly storage: string;
  readonly logLevel: string;
}
