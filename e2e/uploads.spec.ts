import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CORSRule } from '@aws-sdk/client-s3';
import { perceptron } from '@/bench/onnx-file';
import { needsBrowser, signInOnPage } from './browser-session';
import { ControlApi } from './control-api';
import { adminKey, expect, test } from './fixtures';
import { needsS3, type S3Installation, startInstallationOnS3 } from './s3-installation';

let installation: S3Installation;
let api: ControlApi;
let folder: string;
test.beforeAll(async () => {
  test.setTimeout(360_000);
  needsS3();
  folder = mkdtempSync(join(tmpdir(), 'aimass-uploads-'));
  installation = await startInstallationOnS3();
  api = new ControlApi(installation.url, adminKey);
});
test.afterAll(async () => {
  await api?.close();
  await installation?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** The rule as the documentation has it, for everybody to copy. */
function documentedCors(): CORSRule[] {
  const [, json = ''] = /```json\n([\s\S]+?)\n```/.exec(readFileSync(join(import.meta.dirname, '../docs/s3.md'), 'utf8')) ?? [];
  return JSON.parse(json) as CORSRule[];
}

test('a bucket without a CORS rule: the status page says which one it needs, and is content once it is set', async ({ page }) => {
  needsBrowser();
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/status`);
  const storage = page.getByRole('row', { name: /Storage/ });
  await expect(storage).toContainText('Degraded');
  await expect(storage).toContainText(JSON.stringify(documentedCors()));
  await installation.setCors(documentedCors());
  await page.reload();
  await expect(storage).toContainText('OK');
});

test('the browser sends parts straight to S3; paused, reloaded and resumed, none is sent twice; the model answers', async ({ browser }) => {
  needsBrowser();
  test.setTimeout(240_000);
  await installation.setCors(documentedCors());
  const file = join(folder, 'large.onnx');
  writeFileSync(file, perceptron([784, 8192, 2048, 10])); // about 90 MiB
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun: number[] = [];
  const ended: number[] = [];
  const elsewhere: string[] = [];
  const ids = new Set<string>();
  const partOf = (url: URL): number | null =>
    url.origin === installation.s3Url && url.searchParams.has('X-Amz-Signature') ? Number(url.searchParams.get('partNumber')) : null;
  page.on('request', (request) => {
    const url = new URL(request.url());
    const id = /\/uploads\/(upl_\w+)/.exec(url.pathname)?.[1];
    if (id !== undefined) ids.add(id);
    if (request.method() !== 'PUT') return;
    const part = partOf(url);
    if (part === null) elsewhere.push(request.url());
    else begun.push(part);
  });
  page.on('requestfinished', (request) => {
    const part = partOf(new URL(request.url()));
    if (request.method() === 'PUT' && part !== null) ended.push(part);
  });
  await signInOnPage(page, installation.url);
  const devtools = await context.newCDPSession(page);
  const uploadAt = (bytesPerSecond: number) =>
    devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond });
  await uploadAt(12 * 1024 * 1024);
  await page.goto(`${installation.url}/deploy`);
  await expect(page).toHaveURL(/\/deploy\/dr/);
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect.poll(() => ended.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Choose the same file to continue at/)).toBeVisible();
  const [id = ''] = ids;
  const { parts } = await api.must<{ parts: { number: number; arrived: boolean }[] }>('GET', `/api/v1/uploads/${id}`);
  const missing = parts.filter((part) => !part.arrived).map((part) => part.number);
  expect(parts.length).toBeGreaterThan(6);
  expect(missing.length).toBeLessThanOrEqual(parts.length - 2);
  expect(missing.filter((part) => ended.includes(part))).toEqual([]); // what S3 had confirmed is not lost

  begun.length = 0;
  await uploadAt(-1);
  await page.getByLabel('Choose the file', { exact: true }).setInputFiles(file);
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await expect(next).toBeEnabled({ timeout: 90_000 });
  expect(begun.sort((a, b) => a - b)).toEqual(missing);
  expect(elsewhere).toEqual([]);

  await next.click();
  await expect(page.getByText(/large version 1 is ready/)).toBeVisible({ timeout: 90_000 });
  await context.close();
  await api.createEndpoint('large', { model: 'large', version: 1 });
  const answer = await api.must<{ predictions: unknown[] }>('POST', '/v1/endpoints/large/predict', { rows: [Array.from({ length: 784 }, (_, i) => i / 784)] });
  expect(answer.predictions).toHaveLength(1);
});
