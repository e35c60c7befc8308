import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { needsBrowser, signInOnPage } from './browser-session';
import { aimass } from './command-line';
import { expect, test } from './fixtures';

const made = 'zh-iris';
const tooMany = 'zh-toomany';
const broken = 'zh-broken';

/** What stays as it is in every language: units, formats, frameworks and the names of this test's own things. */
const known = new Set([
  'ms',
  'min',
  'KiB',
  'MiB',
  'GiB',
  'AI',
  'Mass',
  'ONNX',
  'Runtime',
  'bubblewrap',
  'nobody',
  'opset',
  'IR',
  'ai',
  'onnx',
  'ml',
  'zip',
  'tar',
  'gz',
]);

/** The key that made everything here, and what the model's file calls its columns and classes. */
const names = /First key|(?:sepal|petal)_\w+|setosa|versicolor|virginica|"[^"]*"/g;

test.describe.configure({ timeout: 300_000 });

/** One endpoint that serves, one whose deployment finds no room, and a version that is no model. */
test.beforeAll(async ({ api, installation }) => {
  const version = await api.registerSample(made, 'iris');
  await api.createEndpoint(made, { model: made, version });
  const variant = { name: 'main', model: made, version, initialInstances: 3, maxInstances: 3, replicasPerInstance: 4 };
  await api.must('POST', '/api/v1/endpoints', { name: tooMany, config: { variants: [variant] } });
  await api.untilState(tooMany, 'Failed');
  const pushed = await aimass(installation.url, ['models', 'push', join(import.meta.dirname, '../README.md'), '--name', broken, '--json']);
  expect(pushed.code).toBe(1);
});

test('no English sentence of the server stands in the Chinese console', async ({ browser, installation, api }) => {
  needsBrowser();
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await signInOnPage(page, installation.url);
  await context.addCookies([{ name: 'aimass-locale', value: 'zh', url: installation.url }]);
  const deploymentOf = async (endpoint: string): Promise<string> => {
    const { deployment } = await api.must<{ deployment: { id: string } }>('GET', `/api/v1/endpoints/${endpoint}`);
    return `/endpoints/${endpoint}/deployments/${deployment.id}`;
  };
  // what each page must show, so that an empty one does not pass
  const walk: [path: string, shows: RegExp][] = [
    [await deploymentOf(made), /全部流量已转到新副本。/],
    [await deploymentOf(tooMany), /此机器可容纳 \d+ 个副本/],
    [`/endpoints/${made}`, /创建了端点 zh-iris。/],
    [`/endpoints/${tooMany}`, /的第 1 次部署失败：此机器/],
    [`/models/${broken}/versions/1`, /上传中没有模型/],
    [`/models/${made}/versions/1`, /模型文件如此说明（aimass\.task）/],
    ['/overview', /zh-toomany/],
    ['/fleet', /local\.small/],
    ['/status', /它处于主导状态/],
  ];
  const english: string[] = [];
  for (const [path, shows] of walk) {
    await page.goto(`${installation.url}${path}`);
    await expect(page.locator('h1').first()).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    const older = page.getByRole('button', { name: '显示更早的事件' });
    if (await older.isVisible()) await older.click();
    await expect(page.locator('main')).toContainText(shows);
    for (const sentence of await latinIn(page)) english.push(`${path}: ${sentence}`);
  }
  expect(english).toEqual([]);

  const answer = await page.request.post(`${installation.url}/api/v1/endpoints`, {
    data: { name: 'Not a name', config: { variants: [{ name: 'main', model: made }] } },
    headers: { 'x-csrf-token': (await (await page.request.get(`${installation.url}/api/v1/me`)).json()).csrfToken },
  });
  const problem = (await answer.json()) as { title: string; detail: string; errors: { pointer: string; detail: string }[] };
  expect(problem.title).toBe('部分字段无效');
  expect(problem.errors).toContainEqual({ pointer: '/name', detail: '必须是 1 到 63 个字母、数字和中间的连字符' });
  const missing = (await (await page.request.get(`${installation.url}/api/v1/endpoints/nowhere`)).json()) as { detail: string };
  expect(missing.detail).toBe('没有端点 nowhere。');
  await context.close();
});

/** Texts of the page with two Latin words in a row that are no name, id, unit or code. Marked code is left out. */
async function latinIn(page: Page): Promise<string[]> {
  const texts = await page.locator('main').evaluate((main) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest('code, svg, style, script, time') !== null) continue;
      found.push(...(node.textContent ?? '').split('\n'));
    }
    return found;
  });
  const bare = (text: string): string => text.replaceAll(names, '').replaceAll(/[A-Za-z]+/g, (word) => (known.has(word) ? '' : word));
  return texts.filter((text) => /[A-Za-z]+,? [a-z]+/.test(bare(text)));
}
