import { needsBrowser, signInOnPage } from './browser-session';
import { ControlApi } from './control-api';
import { adminKey, expect, test } from './fixtures';
import { type Installation, startInstallation } from './installation';
import { SteadyCaller } from './steady-caller';

/** Windows as short as they may be: what takes minutes with the defaults takes seconds here. */
const quick = { metric: 'concurrency', target: 2, stableSeconds: 6, panicSeconds: 3, idleSeconds: 5 };

interface Scaling {
  readonly revision: number;
  readonly variants: readonly { desiredInstances: number; readyInstances: number; wakeMs: number | null }[];
  readonly decisions: { readonly items: readonly { at: string; from: number; to: number; reason: string; message: string }[] };
}

let installation: Installation;
let api: ControlApi;
test.beforeAll(async () => {
  test.setTimeout(360_000);
  installation = await startInstallation({
    AIMASS_INIT_ADMIN_EMAIL: 'ada@example.com',
    AIMASS_INIT_ADMIN_PASSWORD: 'correct horse battery',
    AIMASS_INIT_API_KEY: adminKey,
  });
  api = new ControlApi(installation.url, adminKey);
  await api.registerSample('iris', 'iris');
});
test.afterAll(async () => {
  await api?.close();
  await installation?.stop();
});

const scalingOf = (name: string): Promise<Scaling> => api.must('GET', `/api/v1/endpoints/${name}/scaling?limit=200`);
const rows = { rows: [[5.1, 3.5, 1.4, 0.2]] };

/** Asks twice a second, whatever becomes of the answers before, until it is stopped. */
function probe(endpoint: string): { stop(): Promise<number[]> } {
  const answers: Promise<number>[] = [];
  const timer = setInterval(() => answers.push(api.call('POST', `/v1/endpoints/${endpoint}/predict`, rows).then((answer) => answer.status)), 500);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

test('load brings instances up to the maximum, its end takes them away, and no request fails', async () => {
  test.setTimeout(300_000);
  const scaling = { ...quick, metric: 'requests', target: 8 };
  await api.createEndpoint('grows', { model: 'iris', version: 1, minInstances: 1, maxInstances: 3, scaling });
  const probing = probe('grows');
  const steppedAt = Date.now();
  const callers = Array.from({ length: 8 }, () => new SteadyCaller(api, 'grows'));
  await api.until('three instances serve', async () => (await scalingOf('grows')).variants[0]?.readyInstances === 3);
  const servedAt = Date.now();
  const out = (await scalingOf('grows')).decisions.items.findLast((one) => one.to > one.from);
  const decidedAt = Date.parse(out?.at ?? '');
  console.log(`decided ${decidedAt - steppedAt} ms after the load, all serving ${servedAt - decidedAt} ms after that: ${out?.message}`);
  const statuses = (await Promise.all(callers.map((caller) => caller.stop()))).flat();
  await api.until('one is left', async () => (await scalingOf('grows')).variants[0]?.readyInstances === 1);
  await api.until('nothing drains', async () => (await api.must<{ items: unknown[] }>('GET', '/api/v1/instances?endpoint=grows')).items.length === 1);
  statuses.push(...(await probing.stop())); // through every drain
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  const { decisions } = await scalingOf('grows');
  for (const one of decisions.items) expect([one.to >= 1 && one.to <= 3, one.message.length > 0]).toEqual([true, true]);
  expect(decisions.items.some((one) => one.from === one.to)).toBe(true);
  const replayed = await api.must<{ recorded: number }>('POST', '/api/v1/endpoints/grows/scaling/replay', { maxInstances: 2, days: 0.05 });
  expect(replayed.recorded).toBeGreaterThan(0);
  await api.must('DELETE', '/api/v1/endpoints/grows');
});

test('an endpoint sleeps when idle; a request wakes it and is answered; one in a hurry is told when to come back', async () => {
  test.setTimeout(300_000);
  await api.createEndpoint('sleeps', { model: 'iris', version: 1, minInstances: 0, maxInstances: 2, scaling: quick });
  await api.untilState('sleeps', 'ScaledToZero');
  await api.until('nothing runs', async () => (await api.must<{ priceMicrosPerHour: number }>('GET', '/api/v1/endpoints/sleeps')).priceMicrosPerHour === 0);
  const hurried = await api.call('POST', '/v1/endpoints/sleeps/predict', { ...rows, parameters: { timeoutMs: 20 } });
  expect([hurried.status, Number(hurried.headers['retry-after']) > 0]).toEqual([503, true]);
  await api.untilState('sleeps', 'InService');
  await api.untilState('sleeps', 'ScaledToZero');
  await api.until('nothing runs', async () => (await api.must<{ priceMicrosPerHour: number }>('GET', '/api/v1/endpoints/sleeps')).priceMicrosPerHour === 0);
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: 5 }, () => api.call('POST', '/v1/endpoints/sleeps/predict', rows)));
  console.log(`woken requests were answered after ${Math.round(performance.now() - startedAt)} ms`);
  expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill(200));
  await api.until('the wake time is shown', async () => (await scalingOf('sleeps')).variants[0]?.wakeMs !== null, 10_000);
  console.log(`wake time shown: ${(await scalingOf('sleeps')).variants[0]?.wakeMs} ms`);
});

test('nonsense is refused with its place', async () => {
  const refusal = async (variant: object) => {
    const { status, body } = await api.call('POST', '/api/v1/endpoints', { name: 'never', config: { variants: [{ model: 'iris', version: 1, ...variant }] } });
    return [status, (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer];
  };
  expect(await refusal({ minInstances: 4, maxInstances: 2 })).toEqual([400, '/config/variants/0/minInstances']);
  expect(await refusal({ maxInstances: 2, scaling: { target: -1 } })).toEqual([400, '/config/variants/0/scaling/target']);
  expect(await refusal({ maxInstances: 2, scaling: { metric: 'mood', target: 1 } })).toEqual([400, '/config/variants/0/scaling/metric']);
});

test('the Scaling tab shows counts and decisions, replays a policy and saves it', async ({ page }) => {
  needsBrowser();
  test.setTimeout(240_000);
  await signInOnPage(page, installation.url);
  await api.createEndpoint('watched', { model: 'iris', version: 1, minInstances: 0, maxInstances: 2, scaling: quick });
  await api.untilState('watched', 'ScaledToZero');
  await page.goto(`${installation.url}/endpoints/watched?tab=scaling`);
  await expect(page.getByRole('heading', { name: 'Decisions' })).toBeVisible();
  await expect(page.getByText('The last instance goes').first()).toBeVisible();
  await page.getByLabel('Maximum', { exact: true }).fill('3');
  const recorded = (): Promise<{ recorded: number }> => api.must('POST', '/api/v1/endpoints/watched/scaling/replay', { maxInstances: 2, days: 0.25 });
  await api.until('its load is recorded', async () => (await recorded()).recorded > 0);
  await page.getByLabel('Period to replay').selectOption({ label: 'Last 6 h' });
  await page.getByRole('button', { name: 'Replay' }).click();
  await expect(page.getByRole('table', { name: 'Replay' })).toContainText('With this policy');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy saved.')).toBeVisible();
  expect((await scalingOf('watched')).variants).toMatchObject([{ maxInstances: 3 }]);
});
