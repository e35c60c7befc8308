import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { perceptron } from '@/bench/onnx-file';
import { needsBrowser, nextButton, openWizard, signInOnPage, watchPage } from './browser-session';
import { expect, test } from './fixtures';

const iris = join(import.meta.dirname, '../samples/iris/iris.onnx');
let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-wizard-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('by mouse: from a file to a prediction', async ({ browser, installation, api }) => {
  needsBrowser();
  const context = await browser.newContext();
  const faults = watchPage(context, installation.url);
  const page = await context.newPage();
  await signInOnPage(page, installation.url);
  await openWizard(page, installation.url);
  await page.locator('input[type=file]').first().setInputFiles(iris);
  await expect(page.getByRole('heading', { name: 'Upload', exact: true })).toBeVisible();
  await nextButton(page).click();
  await expect(page.getByText(/iris version \d+ is ready/)).toBeVisible();
  await nextButton(page).click(); // inspected
  await expect(page.getByRole('heading', { name: 'Model & version' })).toBeVisible();
  await nextButton(page).click(); // model and version
  await expect(page.getByText('cheapest that fits')).toBeVisible();
  await page.getByLabel('Replicas per instance').fill('2');
  await expect(page.getByText(/a month|\/mo/i).first()).toBeVisible();
  await nextButton(page).click(); // compute
  await page.getByLabel('Endpoint name').fill('by-mouse');
  await nextButton(page).click(); // release
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(page.getByRole('log')).toBeVisible();

  // Leaving and coming back loses nothing.
  const address = page.url();
  await page.goto(`${installation.url}/overview`);
  await page.goto(address);
  await page.getByRole('button', { name: 'Make the first prediction' }).click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/predict') && response.status() === 200);
  await page.getByRole('button', { name: 'Run' }).click();
  await answered;
  const endpoint = await api.must<{ state: string; variants: { readyReplicas: number }[] }>('GET', '/api/v1/endpoints/by-mouse');
  expect(endpoint).toMatchObject({ state: 'InService', variants: [{ readyReplicas: 2 }] });
  expect(faults).toEqual([]);
  await context.close();
});

test('by keyboard alone: the same', async ({ page, installation, api }) => {
  needsBrowser();
  await signInOnPage(page, installation.url);
  await openWizard(page, installation.url);
  await expect(page.getByRole('heading', { name: 'Source' })).toBeFocused();
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, 'Choose files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(iris);
  for (const heading of ['Inspect', 'Model & version', 'Compute', 'Release']) {
    await expect(nextButton(page)).toBeEnabled();
    await tabTo(page, 'Next');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeFocused();
  }
  await tabTo(page, 'Endpoint name');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('by-keyboard');
  await expect(nextButton(page)).toBeEnabled();
  await tabTo(page, 'Next');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Review', exact: true })).toBeFocused();
  await tabTo(page, 'Deploy', 'BUTTON');
  await page.keyboard.press('Enter');
  await api.until('the endpoint is there', async () => (await api.call('GET', '/api/v1/endpoints/by-keyboard')).status === 200, 20_000);
  await api.untilState('by-keyboard', 'InService');
});

test('an upload is paused, the page reloaded, the same file chosen again: no part is sent twice', async ({ browser, installation }) => {
  needsBrowser();
  const file = join(folder, 'large.onnx');
  writeFileSync(file, perceptron([784, 8192, 2048, 10])); // about 90 MiB
  const context = await browser.newContext();
  const page = await context.newPage();
  const parts: number[] = [];
  page.on('requestfinished', (request) => {
    const part = /\/uploads\/[^/]+\/parts\/(\d+)/.exec(request.url());
    if (request.method() === 'PUT' && part !== null) parts.push(Number(part[1]));
  });
  await signInOnPage(page, installation.url);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 12 * 1024 * 1024 });
  await openWizard(page, installation.url);
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect.poll(() => parts.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Choose the same file to continue at/)).toBeVisible();

  // Another file of the same name is refused before a byte is sent.
  await page
    .getByLabel('Choose the file', { exact: true })
    .setInputFiles({ name: 'large.onnx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1024, 7) });
  await expect(page.getByText('This is not the file you started with')).toBeVisible();

  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await page.getByLabel('Choose the file', { exact: true }).setInputFiles(file);
  await expect(nextButton(page)).toBeEnabled({ timeout: 60_000 });
  const whole = new Set(parts);
  expect(parts.length).toBe(whole.size);
  expect([...whole].sort((a, b) => a - b)).toEqual(Array.from({ length: whole.size }, (_, i) => i + 1));
  expect(whole.size).toBeGreaterThan(6);
  await context.close();
});

test('a file that is no model fails its checks with a reason, and the wizard does not go on', async ({ page, installation }) => {
  needsBrowser();
  await signInOnPage(page, installation.url);
  await openWizard(page, installation.url);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'words.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from('only words') });
  await expect(page.getByRole('heading', { name: 'Upload', exact: true })).toBeVisible();
  await nextButton(page).click();
  await expect(page.getByText('MODEL_FORMAT_UNKNOWN').first()).toBeVisible();
  await expect(nextButton(page)).toHaveCount(0);
});

/** Presses Tab until the element with that name has the focus, as a person without a mouse does. */
async function tabTo(page: Page, name: string, tag?: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : '';
      return { name: element?.getAttribute('aria-label') ?? (label || element?.textContent || ''), tag: element?.tagName ?? '' };
    });
    if (focused.name.trim().startsWith(name) && (tag === undefined || focused.tag === tag)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached with the Tab key`);
}
