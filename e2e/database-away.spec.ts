import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { descendants } from '@/chaos/processes';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/providers/database/embedded';
import { needsBrowser, signInOnPage } from './browser-session';
import { ControlApi } from './control-api';
import { admin, adminKey, expect, test } from './fixtures';
import { type Installation, startInstallation } from './installation';
import { SteadyCaller } from './steady-caller';

let folder: string;
let database: EmbeddedPostgres;
let installation: Installation;
let api: ControlApi;
test.beforeAll(async () => {
  test.setTimeout(360_000);
  folder = mkdtempSync(join(tmpdir(), 'aimass-away-'));
  chmodSync(folder, 0o755);
  database = await startEmbeddedPostgres(join(folder, 'postgres'));
  installation = await startInstallation({
    DATABASE_URL: database.url,
    AIMASS_INIT_ADMIN_EMAIL: admin.email,
    AIMASS_INIT_ADMIN_PASSWORD: admin.password,
    AIMASS_INIT_API_KEY: adminKey,
  });
  api = new ControlApi(installation.url, adminKey);
  await api.registerSample('iris', 'iris');
  await api.createEndpoint('iris', { model: 'iris', version: 1 });
});
test.afterAll(async () => {
  await api?.close();
  await installation?.stop();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Two ways to be away: it refuses at once, or it takes connections and answers nothing. */
const ways = [
  {
    name: 'killed',
    leave: () => process.kill(database.pid, 'SIGQUIT'),
    comeBack: async () => {
      database = await startEmbeddedPostgres(join(folder, 'postgres'), { port: database.port });
    },
  },
  { name: 'frozen', leave: () => signalDatabase('SIGSTOP'), comeBack: () => Promise.resolve(signalDatabase('SIGCONT')) },
];

function signalDatabase(signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of [database.pid, ...descendants(database.pid).map((one) => one.pid)]) process.kill(pid, signal);
}

const away = (page: Page) => page.getByRole('status').filter({ hasText: 'The database cannot be reached' });
const nobodySignsIn = (page: Page) => page.getByRole('alert').filter({ hasText: 'The database cannot be reached, so nobody can sign in now.' });

for (const { name, leave, comeBack } of ways) {
  test(`the database is ${name}: pages say so, keep what they show, and come back by themselves; predictions go on`, async ({ browser }) => {
    needsBrowser();
    const context = await browser.newContext();
    const [list, one, status] = await Promise.all(['/endpoints', '/endpoints/iris', '/status'].map(() => context.newPage()));
    await signInOnPage(list, installation.url);
    await list.goto(`${installation.url}/endpoints`);
    await one.goto(`${installation.url}/endpoints/iris`);
    await status.goto(`${installation.url}/status`);
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`${installation.url}/sign-in`);
    const row = (endpoint: string) => list.getByRole('row', { name: new RegExp(`^${endpoint} `) });
    await expect(row('iris')).toBeVisible();
    await expect(one.getByRole('heading', { name: 'iris', exact: true })).toBeVisible();
    await expect(status.getByText('Everything works')).toBeVisible();
    for (const page of [list, one]) await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();

    const caller = new SteadyCaller(api, 'iris');
    leave();
    try {
      for (const page of [list, one, status]) await expect(away(page)).toBeVisible({ timeout: 20_000 });
      await expect(row('iris')).toBeVisible();
      await expect(one.getByRole('heading', { name: 'iris', exact: true })).toBeVisible();
      await expect(one.getByText('No news: the database is away').first()).toBeVisible();

      // A hanging database must not hang the page: the waits of the page are bounded, so this comes well before the limit of the test.
      const reloadedAt = performance.now();
      await status.reload();
      await expect(status.getByText('Predictions go on while the database is away')).toBeVisible();
      const seconds = (performance.now() - reloadedAt) / 1000;
      console.log(`the status page told of a ${name} database ${seconds.toFixed(1)} s after a reload`);
      await expect(status.getByRole('row', { name: /^Database/ })).toContainText('Down');

      await stranger.getByLabel('E-mail').fill(admin.email);
      await stranger.getByLabel('Password').fill(admin.password);
      await stranger.getByRole('button', { name: 'Sign in' }).click();
      await expect(nobodySignsIn(stranger)).toBeVisible();
    } finally {
      await comeBack();
    }
    for (const page of [list, one, status]) await expect(away(page)).toBeHidden({ timeout: 20_000 });
    await expect(status.getByText('Everything works')).toBeVisible({ timeout: 30_000 });
    await expect(nobodySignsIn(stranger)).toBeHidden();
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger).toHaveURL(/\/overview/);

    // The open pages hear of changes again.
    await api.must('POST', '/api/v1/endpoints', { name: `after-${name}`, config: { variants: [{ model: 'iris', version: 1 }] } });
    await expect(row(`after-${name}`)).toBeVisible({ timeout: 20_000 });
    for (const page of [list, one]) await expect(page.getByText('Live', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    const statuses = await caller.stop();
    expect(statuses.length).toBeGreaterThan(50);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await api.untilState(`after-${name}`, 'InService');
    await api.must('DELETE', `/api/v1/endpoints/after-${name}`);
    await stranger.context().close();
    await context.close();
  });
}
