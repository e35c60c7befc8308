import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { trainedModels } from '@/testing/toolchains';
import { needsBrowser, nextButton, openWizard, signInOnPage, watchPage } from './browser-session';
import { aimass } from './command-line';
import { expect, test } from './fixtures';

/** Models of other frameworks, as people and faults meet them. */
let sklearn: string | null = null;
test.beforeAll(async () => {
  sklearn = await trainedModels('sklearn-1.9');
});

test('a file that names a class of its own is quarantined; a person approves it with a reason, and it is loaded as far as it goes', async ({
  page,
  installation,
  api,
}) => {
  needsBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'aimass-native-'));
  writeFileSync(join(folder, 'own.pkl'), Buffer.from('\x80\x04c__main__\nMyModel\n)\x81.', 'latin1'));
  const pushed = await aimass(installation.url, ['models', 'push', join(folder, 'own.pkl'), '--name', 'own-class', '--json']);
  rmSync(folder, { recursive: true, force: true });
  expect(pushed.code).toBe(1);
  const address = '/api/v1/models/own-class/versions/1';
  expect(await api.must('GET', address)).toMatchObject({ state: 'Quarantined', findings: [{ module: '__main__', name: 'MyModel' }] });

  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/models/own-class/versions/1`);
  await expect(page.getByRole('list', { name: 'Names in the file' })).toContainText('__main__.MyModel');
  const approve = page.getByRole('button', { name: 'Approve and check again' });
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Reason').fill('Reviewed by the team, our own class.');
  await approve.click();
  await api.until('it was checked again', async () => (await api.must<{ state: string }>('GET', address)).state === 'Failed', 60_000);
  // The class is in no package of the environment, and the file does not hold its code.
  expect(await api.must('GET', address)).toMatchObject({ reason: { code: 'MODEL_LOAD_FAILED', message: expect.stringContaining('__main__.MyModel') } });
  await expect(page.getByText('Loading the model').or(page.getByText('Load the model')).first()).toBeVisible();
});

test('a model in its own framework comes back when its Python process is killed, and its answers are the same', async ({ installation, api }) => {
  test.skip(sklearn === null, 'the environment sklearn-1.9 is not built');
  test.setTimeout(240_000);
  const file = join(sklearn ?? '', 'birch-native.joblib');
  const deployed = await aimass(installation.url, ['deploy', file, '--name', 'birch', '--wait', '--json']);
  expect(deployed.stderr).toBe('');
  const ask = () => api.call('POST', '/v1/endpoints/birch/predict', { rows: [[5.1, 3.5, 1.4, 0.2]] });
  const before = await ask();
  expect(before).toMatchObject({ status: 200, body: { task: 'cluster', predictions: [{ cluster: expect.any(Number) }] } });

  const python = descendants(installation.pid).filter(
    ({ title }) => title.includes('/frameworks/python/tool.py') && !title.startsWith('bwrap') && !title.startsWith('/bin/sh'),
  );
  expect(python.length).toBeGreaterThan(0);
  for (const { pid } of python) process.kill(pid, 'SIGKILL');
  await api.until('the endpoint has noticed', async () => (await ask()).status !== 200, 20_000);
  await api.until('it answers again', async () => (await ask()).status === 200, 90_000);
  expect((await ask()).body).toMatchObject({ predictions: (before.body as { predictions: unknown }).predictions as object });
  await api.must('DELETE', '/api/v1/endpoints/birch');
});

test('by mouse: a joblib file from the wizard to a prediction, with its proof on the way', async ({ browser, installation, api }) => {
  needsBrowser();
  test.skip(sklearn === null, 'the environment sklearn-1.9 is not built');
  test.setTimeout(240_000);
  const context = await browser.newContext();
  const faults = watchPage(context, installation.url);
  const page = await context.newPage();
  await signInOnPage(page, installation.url);
  await openWizard(page, installation.url);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(join(sklearn ?? '', 'people.joblib'));
  await nextButton(page).click();
  await expect(page.getByText('Look for code')).toBeVisible();
  await expect(page.getByText(/people version \d+ is ready/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/128 rows answered alike/)).toBeVisible();
  await nextButton(page).click();
  await expect(page.getByText('Converted to ONNX (float32); it answers alike')).toBeVisible();
  await nextButton(page).click();
  await nextButton(page).click();
  await page.getByLabel('Endpoint name').fill('people-by-mouse');
  await nextButton(page).click();
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await page.getByRole('button', { name: 'Make the first prediction' }).click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/predict') && response.status() === 200);
  await page.getByRole('button', { name: 'Run' }).click();
  await answered;
  expect(await api.must('GET', '/api/v1/endpoints/people-by-mouse')).toMatchObject({ state: 'InService' });
  expect(faults).toEqual([]);
  await context.close();
});

test('a datatype is corrected on the page, and the check runs again', async ({ page, installation, api }) => {
  needsBrowser();
  test.skip(sklearn === null, 'the environment sklearn-1.9 is not built');
  test.setTimeout(180_000);
  expect((await aimass(installation.url, ['models', 'push', join(sklearn ?? '', 'people.joblib'), '--name', 'corrected', '--json'])).code).toBe(0);
  const address = '/api/v1/models/corrected/versions/1';
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/models/corrected/versions/1`);
  await page.getByRole('button', { name: 'Correct', exact: true }).click();
  await page.getByLabel('Datatype of age').selectOption('INT64');
  await expect(page.getByText('The check runs again')).toBeVisible();
  await page.getByRole('button', { name: 'Save and check again' }).click();
  const correction = async () => (await api.must<{ correction: { state: string } | null }>('GET', address)).correction?.state;
  await api.until('it passed its check again', async () => (await correction()) === 'Taken', 90_000);
  expect(await api.must('GET', address)).toMatchObject({
    state: 'Ready',
    parity: { verdict: 'Passed' },
    signature: { inputs: [{ name: 'age', datatype: 'INT64' }, { datatype: 'BYTES' }, { datatype: 'FP32' }] },
  });
  await expect(page.getByText('INT64').first()).toBeVisible();
});

test('by mouse: a SavedModel folder, and an MXNet pair that is asked for its shape', async ({ page, installation, api }) => {
  needsBrowser();
  test.setTimeout(300_000);
  const [tensorflow, mxnet] = [await trainedModels('tensorflow'), await trainedModels('mxnet')];
  test.skip(tensorflow === null || mxnet === null, 'the environments tensorflow and mxnet are not built');
  if (tensorflow === null || mxnet === null) return;
  await signInOnPage(page, installation.url);
  await openWizard(page, installation.url);
  await page.locator('input[webkitdirectory]').setInputFiles(join(tensorflow, 'dense'));
  await expect(nextButton(page)).toBeEnabled({ timeout: 30_000 });
  await nextButton(page).click();
  await expect(page.getByText(/dense version \d+ is ready/)).toBeVisible({ timeout: 90_000 });

  await openWizard(page, installation.url);
  await page
    .locator('input[type=file]:not([webkitdirectory])')
    .first()
    .setInputFiles(['images-symbol.json', 'images-0000.params'].map((name) => join(mxnet, name)));
  await expect(nextButton(page)).toBeEnabled({ timeout: 30_000 });
  await nextButton(page).click();
  await expect(page.getByText('The files do not say which shape the input data has.').first()).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('Shape of one row').fill('1, 8, 8');
  await page.getByRole('button', { name: 'Check with this shape' }).click();
  await expect(page.getByText(/version 2 is ready/)).toBeVisible({ timeout: 60_000 });
  const { items } = await api.must<{ items: { name: string }[] }>('GET', '/api/v1/models?limit=200');
  expect(items.map(({ name }) => name)).toContain('dense');
});
