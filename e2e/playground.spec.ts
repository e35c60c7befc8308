import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { needsBrowser, signInOnPage, watchPage } from './browser-session';
import { adminKey, expect, test } from './fixtures';

const run = promisify(execFile);

test.beforeAll(async ({ api }) => {
  for (const sample of ['iris', 'digits']) {
    const version = await api.registerSample(`play-${sample}`, sample);
    await api.createEndpoint(`play-${sample}`, { model: `play-${sample}`, version });
  }
});

/** How each language's text is run. */
const runners: Record<string, (code: string) => Promise<string>> = {
  cURL: async (code) => (await run('bash', ['-c', code], { env: { ...process.env, AIMASS_API_KEY: adminKey } })).stdout,
  Python: async (code) => (await run('python3', ['-c', code], { env: { ...process.env, AIMASS_API_KEY: adminKey } })).stdout,
  JavaScript: async (code) => (await run(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, AIMASS_API_KEY: adminKey } })).stdout,
};

for (const mode of ['Form', 'JSON', 'CSV']) {
  test(`by ${mode}: each snippet sends the very bytes that ran and gets the same answer`, async ({ browser, installation }) => {
    needsBrowser();
    const context = await browser.newContext();
    const faults = watchPage(context, installation.url);
    const page = await context.newPage();
    await signInOnPage(page, installation.url);
    await page.goto(`${installation.url}/playground?endpoint=play-iris`);
    await page.getByRole('tab', { name: mode, exact: true }).click();
    const [sent, answer] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith('/predict')),
      page.waitForResponse((response) => response.url().endsWith('/predict')),
      page.getByRole('button', { name: 'Run' }).click(),
    ]);
    expect(answer.status()).toBe(200);
    const body = sent.postData() ?? '';
    const { requestId: _one, ...expected } = (await answer.json()) as Record<string, unknown>;
    await expect(page.getByText('setosa').first()).toBeVisible();
    for (const [language, execute] of Object.entries(runners)) {
      await page.getByRole('tab', { name: language, exact: true }).click();
      const code = await page.getByRole('region', { name: language }).locator('pre').innerText();
      expect(code).toContain(language === 'cURL' ? body : JSON.stringify(body));
      const { requestId: _other, ...got } = JSON.parse(await execute(code)) as Record<string, unknown>;
      expect(got, language).toEqual(expected);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
}

test('a wrong value is shown with its place, and nothing is sent that cannot be right', async ({ page, installation }) => {
  needsBrowser();
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/playground?endpoint=play-iris`);
  await page.getByRole('tab', { name: 'JSON', exact: true }).click();
  await page.getByRole('textbox', { name: 'JSON' }).fill('{"rows": [[1, 2, "three", 4]]}');
  const answered = page.waitForResponse((response) => response.url().endsWith('/predict'));
  await page.getByRole('button', { name: 'Run' }).click();
  expect((await answered).status()).toBe(400);
  await expect(page.getByText('SIGNATURE_MISMATCH').first()).toBeVisible();
});

test('a digit drawn on the pad is recognised', async ({ page, installation }) => {
  needsBrowser();
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/playground?endpoint=play-digits`);
  await page.getByRole('tab', { name: 'Draw' }).click();
  const pad = page
    .getByRole('application')
    .or(page.getByRole('img', { name: /8 by 8/ }))
    .or(page.getByLabel(/8 by 8 pixels/))
    .first();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('the pad is not shown');
  const { x, y, width, height } = box;
  await page.mouse.move(x + width * 0.5, y + height * 0.1);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.5, y + height * 0.9, { steps: 12 });
  await page.mouse.up();
  const answered = page.waitForResponse((response) => response.url().endsWith('/predict'));
  await page.getByRole('button', { name: 'Run' }).click();
  const answer = (await (await answered).json()) as { predictions: { label: string; probabilities: Record<string, number> }[] };
  const [prediction] = answer.predictions;
  expect(Object.keys(prediction?.probabilities ?? {})).toHaveLength(10);
  await expect(page.getByText(prediction?.label ?? 'none').first()).toBeVisible();
});
