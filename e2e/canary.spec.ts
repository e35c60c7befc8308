import { needsBrowser, signInOnPage } from './browser-session';
import type { ControlApi } from './control-api';
import { expect, test } from './fixtures';

const row = { rows: [[5.1, 3.5, 1.4, 0.2]] };

/** Calls the endpoint one after the other on a few connections until it is told to stop. */
function callers(api: ControlApi, endpoint: string): { readonly seen: { status: number; version: number }[]; stop(): Promise<void> } {
  const seen: { status: number; version: number }[] = [];
  let going = true;
  const call = async (): Promise<void> => {
    while (going) {
      const { status, body } = await api.call('POST', `/v1/endpoints/${endpoint}/predict`, row);
      seen.push({ status, version: (body as { version?: number }).version ?? 0 });
    }
  };
  const calls = [call(), call(), call()];
  return {
    seen,
    stop: async () => {
      going = false;
      await Promise.all(calls);
    },
  };
}

interface Deployed {
  readonly id: string;
  readonly state: string;
  readonly trafficShare: number;
}

const strategy = { type: 'canary', percent: 30, bakeSeconds: 10 };

test('a canary of a good version takes over without a failed request; one of a bad version is taken back with the reason', async ({
  installation,
  api,
  page,
}) => {
  needsBrowser();
  test.setTimeout(240_000);
  await api.createEndpoint('canary', { model: 'canary-iris', version: await api.registerSample('canary-iris', 'iris') });
  const second = await api.registerSample('canary-iris', 'iris');
  const deploy = (model: string, version: number) =>
    api.must<Deployed>('POST', '/api/v1/endpoints/canary/deployments', { config: { variants: [{ model, version }] }, strategy });
  const get = (id: string) => api.must<Deployed>('GET', `/api/v1/deployments/${id}`);

  const calm = callers(api, 'canary');
  const good = await deploy('canary-iris', second);
  await api.until('the good version serves alone', async () => (await get(good.id)).state !== 'InProgress', 90_000);
  await calm.stop();
  expect(await get(good.id)).toMatchObject({
    state: 'Succeeded',
    trafficShare: 0,
    phases: expect.arrayContaining([expect.objectContaining({ name: 'Bake', state: 'Done' })]),
  });
  expect(calm.seen.filter(({ status }) => status !== 200)).toEqual([]);
  const versions = calm.seen.map(({ version }) => version);
  const firstNew = versions.indexOf(second);
  const lastOld = versions.lastIndexOf(1);
  expect(lastOld).toBeGreaterThan(firstNew); // both answered for a while

  // A version that takes other inputs than callers send: it passes its check, and fails every real request.
  const stormy = callers(api, 'canary');
  const bad = await deploy('canary-digits', await api.registerSample('canary-digits', 'digits'));
  await api.until('the bad version is taken back', async () => (await get(bad.id)).state !== 'InProgress', 90_000);
  await stormy.stop();
  expect(await get(bad.id)).toMatchObject({
    state: 'RolledBack',
    reason: { code: 'GUARDRAIL_BROKEN', message: expect.stringContaining('The new replicas failed 100.0 %') },
  });
  expect(await api.must('GET', '/api/v1/endpoints/canary')).toMatchObject({ state: 'InService', variants: [{ model: 'canary-iris', version: second }] });
  for (let i = 0; i < 20; i++) expect((await api.call('POST', '/v1/endpoints/canary/predict', row)).status).toBe(200);

  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/endpoints/canary/deployments/${bad.id}`);
  await expect(page.getByText(/The new replicas failed 100\.0 %/).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Old against new' })).toBeVisible();
  await api.must('DELETE', '/api/v1/endpoints/canary');
});
