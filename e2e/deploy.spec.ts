import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { needsBrowser, signInOnPage } from './browser-session';
import { aimass, type Ended } from './command-line';
import { adminKey, expect, test } from './fixtures';

const iris = join(import.meta.dirname, '../samples/iris/iris.onnx');
const row = '[[5.1,3.5,1.4,0.2]]';

test.describe('two commands', () => {
  test('deploy a model file and predict with it', async ({ installation }) => {
    const deployed = await aimass(installation.url, ['deploy', iris, '--name', 'cli-iris', '--wait', '--json']);
    expect(deployed.stderr).toBe('');
    expect(deployed.code).toBe(0);
    expect(JSON.parse(deployed.stdout)).toMatchObject({ model: 'cli-iris', version: 1, endpoint: { state: 'InService' } });

    const predicted = await aimass(installation.url, ['predict', 'cli-iris', '--rows', row, '--json']);
    expect(predicted.code).toBe(0);
    expect(JSON.parse(predicted.stdout)).toMatchObject({ task: 'classify', predictions: [{ label: 'setosa' }], model: 'cli-iris', version: 1 });
  });

  test('the same file again is a new version, deployed without a failed request', async ({ installation, api }) => {
    const answers: number[] = [];
    const versions = new Set<number>();
    let going = true;
    const caller = async (): Promise<void> => {
      while (going) {
        const { status, body } = await api.call('POST', '/v1/endpoints/cli-iris/predict', { rows: JSON.parse(row) as unknown });
        answers.push(status);
        versions.add((body as { version: number }).version);
      }
    };
    const callers = [caller(), caller(), caller()];
    const deployed = await aimass(installation.url, ['deploy', iris, '--name', 'cli-iris', '--wait', '--json']);
    await api.until('the new version answers', async () => Promise.resolve(versions.has(2)), 20_000);
    going = false;
    await Promise.all(callers);
    expect(deployed.code).toBe(0);
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    expect([...versions].sort()).toEqual([1, 2]);
  });

  test('stop, start and delete do what they say', async ({ installation, api }) => {
    expect((await aimass(installation.url, ['endpoints', 'stop', 'cli-iris', '--wait'])).code).toBe(0);
    const stopped = await api.call('POST', '/v1/endpoints/cli-iris/predict', { rows: [[1, 1, 1, 1]] });
    expect(stopped.body).toMatchObject({ status: 503, code: 'ENDPOINT_STOPPED' });

    expect((await aimass(installation.url, ['endpoints', 'start', 'cli-iris', '--wait'])).code).toBe(0);
    expect((await api.call('POST', '/v1/endpoints/cli-iris/predict', { rows: [[1, 1, 1, 1]] })).status).toBe(200);

    expect((await aimass(installation.url, ['endpoints', 'delete', 'cli-iris', '--wait'])).code).toBe(0);
    await api.until(
      'its calls are unknown',
      async () => (await api.call('POST', '/v1/endpoints/cli-iris/predict', { rows: [[1, 1, 1, 1]] })).status === 404,
      10_000,
    );
    expect((await aimass(installation.url, ['endpoints', 'show', 'cli-iris'])).code).toBe(1);
  });
});

test("rows of a person's own measure a version; its signature is corrected until it is deployed, and who served it when is told", async ({
  page,
  installation,
  api,
}) => {
  needsBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'aimass-rows-'));
  const rows = join(folder, 'flowers.csv');
  writeFileSync(rows, 'a,b,c,d,kind\n5.1,3.5,1.4,0.2,setosa\n7,3.2,4.7,1.4,versicolor\n6.3,3.3,6,2.5,virginica\n5,3.4,1.5,0.2,virginica\n');
  const flags = ['--sample', rows, '--target', 'kind', '--metric', 'f1=0.97', '--json'];
  const pushed = await aimass(installation.url, ['models', 'push', iris, '--name', 'measured', ...flags]);
  rmSync(folder, { recursive: true });
  expect(pushed.stderr).toBe('');
  expect(JSON.parse(pushed.stdout)).toMatchObject({ evaluation: { state: 'Done', rows: 4, metrics: { accuracy: 0.75 } }, metadata: { metrics: { f1: 0.97 } } });

  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/models/measured/versions/1`);
  await expect(page.getByText('75%')).toBeVisible();
  await expect(page.getByText('0.97', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Correct', exact: true }).click();
  await page.getByRole('combobox', { name: 'Task' }).selectOption('Custom');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('It was corrected after the check.')).toBeVisible();
  await api.until('its sample is answered in the new words', async () => {
    const { evaluation } = await api.must<{ evaluation: { state: string; metrics: object } }>('GET', '/api/v1/models/measured/versions/1');
    return evaluation.state === 'Done' && Object.keys(evaluation.metrics).length === 0;
  });

  await api.createEndpoint('measured', { model: 'measured', version: 1 });
  expect(await api.must('POST', '/v1/endpoints/measured/predict', { rows: [[5.1, 3.5, 1.4, 0.2]] })).toMatchObject({ task: 'custom' });
  expect((await api.call('PATCH', '/api/v1/models/measured/versions/1', { signature: { task: 'classify' } })).status).toBe(409);
  const served = await aimass(installation.url, ['endpoints', 'served', 'measured']);
  expect(served.stdout).toContain('measured@1');
  await page.reload();
  await expect(page.getByRole('link', { name: 'measured, deployment 1' })).toBeVisible();
  await page.goto(`${installation.url}/endpoints/measured?tab=deployments`);
  await page.getByLabel('Which version served at').fill('2020-01-01T00:00:00');
  await expect(page.getByText('There was no endpoint measured then.')).toBeVisible();
  await api.must('DELETE', '/api/v1/endpoints/measured');
});

test('a wait has an end: deploy says what it waited for and what to do, and what was begun goes on', async ({ installation, api }) => {
  const [control] = descendants(installation.pid, 'aimass-control');
  process.kill(control?.pid ?? 0, 'SIGSTOP'); // nothing is checked and nothing deployed meanwhile
  let waited: Ended;
  try {
    waited = await aimass(installation.url, ['deploy', iris, '--name', 'cli-late', '--wait', '--timeout', '2', '--json']);
  } finally {
    process.kill(control?.pid ?? 0, 'SIGCONT');
  }
  expect(waited.code).toBe(1);
  expect(JSON.parse(waited.stderr)).toMatchObject({
    code: 'WAIT_TIMEOUT',
    detail: 'Version 1 of cli-late is still Checking after 2 s.',
    fix: expect.stringContaining('--timeout'),
  });
  await api.until('its check goes on', async () => {
    const { state } = await api.must<{ state: string }>('GET', '/api/v1/models/cli-late/versions/1');
    return state === 'Ready';
  });
  expect((await aimass(installation.url, ['deploy', iris, '--name', 'cli-late', '--timeout', 'soon'])).code).toBe(2);
});

test('exit codes tell done, failed and wrong use', async ({ installation }) => {
  expect((await aimass(installation.url, ['endpoints', 'list'])).code).toBe(0);
  expect((await aimass(installation.url, ['predict', 'no-such-endpoint', '--rows', row])).code).toBe(1);
  expect((await aimass(installation.url, ['predict', 'iris'])).code).toBe(2);
  expect((await aimass(installation.url, ['fly'])).code).toBe(2);
  const wrongKey = await aimass(installation.url, ['endpoints', 'list', '--json'], { AIMASS_API_KEY: `${adminKey}x` });
  expect(wrongKey.code).toBe(1);
  expect(JSON.parse(wrongKey.stderr)).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
});

test('a text file named .onnx fails with a code, evidence and a fix, and leaves nothing deployed', async ({ installation, api }) => {
  const pushed = await aimass(installation.url, ['models', 'push', join(import.meta.dirname, '../README.md'), '--name', 'not-a-model', '--json']);
  expect(pushed.code).toBe(1);
  expect(JSON.parse(pushed.stderr)).toMatchObject({ code: 'MODEL_FORMAT_UNKNOWN' });
  const { body } = await api.call('GET', '/api/v1/models/not-a-model/versions/1');
  expect(body).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_FORMAT_UNKNOWN' } });
  expect((body as { reason: { fix: string; evidence: string } }).reason.fix).not.toBe('');
});
