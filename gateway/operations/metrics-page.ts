import type { Principal } from '../auth/principal';
import type { EndpointRoute, RoutingTable } from '../routing/table';
import type { GatewayState } from './gateway-state';
import { PrometheusText } from './prometheus';
import type { VariantMetrics } from './variant-metrics';

interface MetricsSources {
  readonly table: RoutingTable;
  readonly metrics: Iterable<VariantMetrics>;
  readonly state: GatewayState;
}

/** The page of `/metrics`: counters of this process, of the endpoints the caller may see. */
export function metricsPage({ table, metrics, state }: MetricsSources, principal: Principal): string {
  const text = new PrometheusText();
  const maySee = (organizationId: string, endpoint: string): boolean =>
    organizationId === principal.organizationId && (principal.endpoints === null || principal.endpoints.has(endpoint));
  const seen = [...metrics].filter((one) => maySee(one.organizationId, one.endpoint));
  const endpoints = [...table.endpoints()].filter((endpoint) => maySee(endpoint.organizationId, endpoint.name));
  writeCounters(text, seen);
  writeHistograms(text, seen);
  writeGauges(text, endpoints);
  writeInstances(text, endpoints);
  text.declare('aimass_metering_backlog_records', 'gauge', 'Usage records not yet shipped to the database.');
  text.sample('aimass_metering_backlog_records', {}, state.backlogRecords);
  text.declare('aimass_snapshot_age_seconds', 'gauge', 'Time since the routing snapshot was last known to be the newest.');
  text.sample('aimass_snapshot_age_seconds', {}, state.snapshotAgeSeconds);
  return text.toString();
}

function writeCounters(text: PrometheusText, seen: readonly VariantMetrics[]): void {
  text.declare('aimass_requests_total', 'counter', 'Inference requests answered, by HTTP status.');
  for (const one of seen) {
    const { endpoint, variant, version } = one;
    for (const [code, count] of one.byStatus) text.sample('aimass_requests_total', { endpoint, variant, version, code }, count);
  }
  text.declare('aimass_cache_requests_total', 'counter', 'Answered predictions by what the cache did.');
  text.sample(
    'aimass_cache_requests_total',
    { result: 'bypass' },
    seen.reduce((sum, one) => sum + one.cacheBypass, 0),
  ); // prettier-ignore
  text.declare('aimass_shed_total', 'counter', 'Requests refused to protect the service or a limit, by error code.');
  const shed = new Map<string, number>();
  for (const one of seen) for (const [reason, count] of one.shed) shed.set(reason, (shed.get(reason) ?? 0) + count);
  for (const [reason, count] of shed) text.sample('aimass_shed_total', { reason }, count);
}

function writeHistograms(text: PrometheusText, seen: readonly VariantMetrics[]): void {
  const served = seen.filter((one) => one.variant !== '');
  const durations = [
    ['aimass_request_duration_seconds', 'Time from the request head to the answer.', 'request'],
    ['aimass_queue_duration_seconds', 'Time in queues, in the gateway and at the replica.', 'queue'],
    ['aimass_model_duration_seconds', 'Time the model ran.', 'model'],
  ] as const;
  for (const [name, help, field] of durations) {
    text.declare(name, 'histogram', help);
    for (const one of served) text.durations(name, labelsOf(one), one[field]);
  }
  text.declare('aimass_batch_size', 'histogram', 'Rows that ran together, as seen by each request.');
  for (const one of served) text.sizes('aimass_batch_size', labelsOf(one), one.batchRows, one.batchRowsSum, one.batchCount);
}

function labelsOf({ endpoint, variant, version }: VariantMetrics) {
  return { endpoint, variant, version };
}

function writeGauges(text: PrometheusText, endpoints: readonly EndpointRoute[]): void {
  const each = (write: (labels: { endpoint: string; variant: string }, variant: EndpointRoute['variants'][number]) => void): void => {
    for (const endpoint of endpoints) for (const variant of endpoint.variants) write({ endpoint: endpoint.name, variant: variant.name }, variant);
  };
  text.declare('aimass_inflight_requests', 'gauge', 'Requests waiting or being answered.');
  each((labels, { scheduler }) => text.sample('aimass_inflight_requests', labels, scheduler.inFlight));
  text.declare('aimass_queue_depth', 'gauge', 'Requests waiting for a replica.');
  each((labels, { scheduler }) => text.sample('aimass_queue_depth', labels, scheduler.queue.length));
  text.declare('aimass_replicas', 'gauge', 'Replicas this gateway routes to, by state.');
  each((labels, { scheduler }) => {
    for (const state of ['Ready', 'Draining', 'Ejected', 'Unreachable'] as const) {
      text.sample('aimass_replicas', { ...labels, state }, scheduler.links.filter((link) => link.stateName === state).length);
    }
  });
}

function writeInstances(text: PrometheusText, endpoints: readonly EndpointRoute[]): void {
  text.declare('aimass_instances', 'gauge', 'Instances that hold replicas of these endpoints.');
  const found = new Map<string, Map<string, boolean>>();
  for (const { variants } of endpoints) {
    for (const { snapshot } of variants) {
      const type = snapshot.instanceType ?? 'unknown';
      const instances = found.get(type) ?? new Map<string, boolean>();
      found.set(type, instances);
      for (const replica of snapshot.replicas) instances.set(replica.instanceId, (instances.get(replica.instanceId) ?? false) || !replica.draining);
    }
  }
  for (const [type, instances] of found) {
    const inService = [...instances.values()].filter(Boolean).length;
    text.sample('aimass_instances', { type, state: 'InService' }, inService);
    text.sample('aimass_instances', { type, state: 'Draining' }, instances.size - inService);
  }
}
