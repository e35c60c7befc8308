import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import type { GaugeSample } from '../sync-messages';
import { snapshotEndpoint, snapshotKey, snapshotVariant, TestGateway, testKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';
import { Gauges } from './gauges';
import { PrometheusText } from './prometheus';
import { DurationCounts } from './variant-metrics';

const replica = new TestReplica('rep_1');
const reader = 'aim_reader_0123456789abcdef0123456789abcdef';
const stranger = 'aim_stranger_0123456789abcdef0123456789abcd';
let gateway: TestGateway;

beforeAll(async () => {
  await replica.listen();
  gateway = await TestGateway.start();
});
afterAll(async () => {
  await gateway.stop();
  replica.close();
});

describe('readiness', () => {
  test('names what is missing until the first snapshot, and needs no credentials', async () => {
    const missing = await fetch(`${gateway.url}/readyz`);
    expect(missing.status).toBe(503);
    expect(await missing.json()).toEqual({ ready: false, missing: ['routing snapshot'] });
    expect((await fetch(`${gateway.url}/v2/health/ready`)).status).toBe(503);
    const early = await gateway.predict([[1, 2, 3, 4]]);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    const keys = [snapshotKey(testKey), snapshotKey(reader, { actions: ['metrics:Read'] }), snapshotKey(stranger, { organizationId: 'org_2' })];
    gateway.route([snapshotEndpoint([snapshotVariant([replica], { instanceType: 'local.small' })])], keys);
    await gateway.connected(1);
    expect(await (await fetch(`${gateway.url}/readyz`)).json()).toEqual({ ready: true });
    expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: 'ok' });
  });
});

describe('/metrics', () => {
  const page = async (key: string) => fetch(`${gateway.url}/metrics`, { headers: { 'x-api-key': key } });
  const figureOf = (text: string, name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    );

  test('needs a key with metrics:Read', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(401);
    gateway.route(
      [snapshotEndpoint([snapshotVariant([replica], { instanceType: 'local.small' })])],
      [
        snapshotKey(testKey, { actions: ['endpoints:Invoke'] }),
        snapshotKey(reader, { actions: ['metrics:Read'] }),
        snapshotKey(stranger, { organizationId: 'org_2' }),
      ],
    ); // prettier-ignore
    expect((await page(testKey)).status).toBe(403);
    expect((await page(reader)).status).toBe(200);
  });

  test('counts exactly what was answered, under the names of the contract', async () => {
    for (let i = 0; i < 7; i++) await gateway.predict([[i, 0, 0, 0]]);
    for (let i = 0; i < 3; i++) await gateway.predict([[i]]);
    gateway.gateway.onSync({ type: 'status', databaseReachable: true, backlogRecords: 12, backlogSegments: 1, detail: '' });
    const text = await (await page(reader)).text();
    const labels = 'endpoint="sums",variant="main",version="1"';
    expect(figureOf(text, `aimass_requests_total{${labels},code="200"}`)).toBe(7);
    expect(figureOf(text, `aimass_requests_total{${labels},code="400"}`)).toBe(3);
    expect(figureOf(text, `aimass_request_duration_seconds_count{${labels}}`)).toBe(10);
    expect(figureOf(text, `aimass_request_duration_seconds_bucket{${labels},le="+Inf"}`)).toBe(10);
    expect(figureOf(text, `aimass_queue_duration_seconds_count{${labels}}`)).toBe(7);
    expect(figureOf(text, `aimass_model_duration_seconds_sum{${labels}}`)).toBeCloseTo(7 * 33e-6, 9);
    expect(figureOf(text, `aimass_batch_size_bucket{${labels},le="1"}`)).toBe(7);
    expect(figureOf(text, 'aimass_inflight_requests{endpoint="sums",variant="main"}')).toBe(0);
    expect(figureOf(text, 'aimass_queue_depth{endpoint="sums",variant="main"}')).toBe(0);
    expect(figureOf(text, 'aimass_replicas{endpoint="sums",variant="main",state="Ready"}')).toBe(1);
    expect(figureOf(text, 'aimass_instances{type="local.small",state="InService"}')).toBe(1);
    expect(figureOf(text, 'aimass_cache_requests_total{result="bypass"}')).toBe(7);
    expect(figureOf(text, 'aimass_metering_backlog_records')).toBe(12);
    expect(figureOf(text, 'aimass_snapshot_age_seconds')).toBeLessThan(5);
    expect(text).toContain('# TYPE aimass_shed_total counter');
    expect(await (await page(stranger)).text()).not.toContain('sums');
  });
});

test('log buckets are shown as cumulative counts that agree with the durations', () => {
  const durations = new DurationCounts();
  for (const us of [1, 63, 64, 65, 1_000, 1_000_000, 100_000_000]) durations.add(us);
  const text = new PrometheusText();
  text.durations('d', { a: 'quote " and \\' }, durations);
  const lines = text.toString().split('\n');
  const at = (le: string): string | undefined =>
    lines
      .find((line) => line.includes(`le="${le}"`))
      ?.split(' ')
      .pop();
  expect([at('0.000064'), at('0.000128'), at('0.001024'), at('1.048576'), at('67.108864'), at('+Inf')]).toEqual(['3', '4', '5', '6', '6', '7']);
  expect(lines[0]).toContain('a="quote \\" and \\\\"');
});

test('gauges are sampled, and each 10 s bucket is given away once when it is over', async () => {
  const clock = new ManualClock();
  const posted: GaugeSample[] = [];
  const gauges = new Gauges(clock, gateway.gateway.table, (samples) => posted.push(...samples));
  replica.behaviour.hold = true;
  const held = [gateway.predict([[1, 2, 3, 4]]), gateway.predict([[1, 2, 3, 4]])];
  await until('both under way', () => gateway.gateway.table.endpoint('org_1', 'sums')?.variants[0].scheduler.inFlight === 2);
  for (let i = 0; i < 10; i++) {
    gauges.sample();
    clock.advance(1_000);
  }
  expect(posted).toEqual([]);
  replica.release();
  await Promise.all(held);
  gauges.sample();
  gauges.stop();
  const inflight = posted.filter((sample) => sample.name === 'inflight');
  expect(inflight).toMatchObject([
    { endpointId: 'ep_1', variant: 'main', sum: 20, count: 10, max: 2, at: Date.UTC(2026, 0, 1) },
    { sum: 0, count: 1, max: 0, at: Date.UTC(2026, 0, 1) + 10_000 },
  ]);
});
