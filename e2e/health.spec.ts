import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { overwriteMemory } from '@/testing/overwrite-memory';
import { needsBrowser, signInOnPage } from './browser-session';
import type { ControlApi } from './control-api';
import { expect, test } from './fixtures';

const row = { rows: [[5.1, 3.5, 1.4, 0.2]] };
const health = { periodSeconds: 1, failuresMax: 2, successes: 1 };

/** The three intercepts of the sample's linear classifier, as a running process holds them. */
function intercepts(): Buffer {
  const bytes = readFileSync(join(import.meta.dirname, '../samples/iris/iris.onnx'));
  const at = bytes.indexOf('intercepts') + 'intercepts'.length;
  const figures = [0, 1, 2].map((index) => bytes.subarray(at + 5 * index, at + 5 * index + 5)); // a tag of one byte before each
  expect(figures.map((figure) => figure[0])).toEqual([0x3d, 0x3d, 0x3d]);
  return Buffer.concat(figures.map((figure) => figure.subarray(1)));
}

interface Replica {
  readonly id: string;
  readonly pid: number;
  readonly restarts: number;
  readonly health: { readonly state: string } | null;
}

const replicasOf = async (api: ControlApi, endpoint: string): Promise<Replica[]> =>
  (await api.must<{ items: { replicas: Replica[] }[] }>('GET', `/api/v1/instances?endpoint=${endpoint}`)).items.flatMap(({ replicas }) => replicas);
const allHealthy = async (api: ControlApi, endpoint: string): Promise<boolean> =>
  (await replicasOf(api, endpoint)).every((replica) => replica.health?.state === 'Healthy');

interface Call {
  readonly status: number;
  readonly label: string;
  readonly at: number;
  readonly tookMs: number;
}

/** `perSecond` calls, whatever becomes of those before, until it is stopped. */
function callers(api: ControlApi, endpoint: string, perSecond: number): { stop(): Promise<Call[]> } {
  const calls: Promise<Call>[] = [];
  const call = async (): Promise<Call> => {
    const at = performance.now();
    const { status, body } = await api.call('POST', `/v1/endpoints/${endpoint}/predict`, row);
    return { status, label: (body as { predictions?: { label: string }[] }).predictions?.[0]?.label ?? '', at, tookMs: performance.now() - at };
  };
  const timer = setInterval(() => calls.push(call()), 1_000 / perSecond);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(calls);
    },
  };
}

const requestsBilled = async (api: ControlApi, endpoint: string): Promise<number> =>
  (await api.must<{ total: { requests: number } }>('GET', `/api/v1/costs?endpoint=${endpoint}&groupBy=endpoint`)).total.requests;

test('golden requests are on no bill, in no metric and no log, and callers do not notice them', async ({ api }) => {
  test.setTimeout(180_000);
  const version = await api.registerSample('checked', 'iris');
  await api.createEndpoint('unchecked', { model: 'checked', version, health: { golden: false } });
  await api.createEndpoint('checked', { model: 'checked', version, health });
  await api.until('its answers are checked', () => allHealthy(api, 'checked'), 20_000);
  const [checked, unchecked] = [callers(api, 'checked', 25), callers(api, 'unchecked', 25)];
  await new Promise((next) => setTimeout(next, 20_000));
  const calls = await Promise.all([checked.stop(), unchecked.stop()]);
  for (const [index, name] of ['checked', 'unchecked'].entries()) {
    expect(calls[index].filter(({ status }) => status !== 200)).toEqual([]);
    const took = calls[index].map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    const at = (share: number): string => took[Math.floor(took.length * share)].toFixed(1);
    console.log(`${name}: ${took.length} calls, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
    await api.until('all calls are billed', async () => (await requestsBilled(api, name)) >= took.length, 30_000);
  }
  await new Promise((next) => setTimeout(next, 15_000)); // fifteen more golden requests, and time enough for their records
  expect(await requestsBilled(api, 'checked')).toBe(calls[0].length);
  expect(await requestsBilled(api, 'unchecked')).toBe(calls[1].length);
  const { items } = await api.must<{ items: { requestId: string }[] }>('GET', '/api/v1/logs?endpoint=checked&limit=200');
  expect(items.filter(({ requestId }) => requestId.startsWith('health'))).toEqual([]);
  for (const name of ['checked', 'unchecked']) await api.must('DELETE', `/api/v1/endpoints/${name}`);
});

test('a replica that turns wrong is found, gets no more requests, comes back right, and no call fails', async ({ installation, api, page }) => {
  needsBrowser();
  test.setTimeout(240_000);
  const version = await api.registerSample('turns', 'iris');
  await api.createEndpoint('turns', { model: 'turns', version, replicasPerInstance: 2, health });
  await api.until('both answer right', () => allHealthy(api, 'turns'), 20_000);
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/endpoints/turns`);
  await expect(page.getByText('Golden request every 1 s; unhealthy after 2 wrong or missing answers in a row.')).toBeVisible();
  await expect(page.getByText('Right answers since').first()).toBeVisible();

  const calling = callers(api, 'turns', 20);
  const [sick] = await replicasOf(api, 'turns');
  const damagedAt = performance.now();
  expect(overwriteMemory(sick.pid, intercepts(), Buffer.from(Float32Array.of(-99, -99, 99).buffer))).toBeGreaterThan(0);
  await api.untilState('turns', 'Degraded', 20_000);
  await expect(page.getByText(/answers to the golden request of turns version \d+ are wrong/).first()).toBeVisible();
  await api.untilState('turns', 'InService', 60_000);
  const healedAt = performance.now();
  await new Promise((next) => setTimeout(next, 2_000));
  const calls = await calling.stop();

  expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
  const wrong = calls.filter(({ label }) => label !== calls[0].label);
  const lastWrongMs = Math.max(...wrong.map(({ at }) => at - damagedAt));
  console.log(
    `${calls.length} calls, ${wrong.length} answered wrongly, the last ${Math.round(lastWrongMs)} ms after the damage; in service again after ${Math.round(healedAt - damagedAt)} ms`,
  );
  expect(wrong.length).toBeGreaterThan(0);
  expect(lastWrongMs).toBeLessThan(8_000);
  const after = await replicasOf(api, 'turns');
  expect(after.map(({ id, restarts, health: found }) => [id === sick.id, restarts, found?.state]).sort()).toEqual([
    [false, 0, 'Healthy'],
    [true, 1, 'Healthy'],
  ]);
  await api.until('all calls are billed', async () => (await requestsBilled(api, 'turns')) >= calls.length, 30_000);
  expect(await requestsBilled(api, 'turns')).toBe(calls.length);
  await expect(page.getByText(/started anew, since it answers wrongly/)).toBeVisible();
  const event = page.getByRole('listitem').filter({ hasText: 'is unhealthy and gets no requests' });
  await event.getByText('Reason and evidence').click();
  await expect(event.getByText(/^Asked: /)).toBeVisible();
  await api.must('DELETE', '/api/v1/endpoints/turns');
});
