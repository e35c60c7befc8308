import type { Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { descendants } from '@/chaos/processes';
import { needsBrowser, signInOnPage } from './browser-session';
import { ControlApi } from './control-api';
import { adminKey, expect, test } from './fixtures';
import { needsS3, type S3Installation, startInstallationOnS3 } from './s3-installation';
import { SteadyCaller } from './steady-caller';

/**
 * Deployments take seconds here, too short to do something in the middle of one. While the S3 server is frozen they hang where a real one
 * does when the storage is in trouble: their instance runs, and waits for the model's bytes.
 */
let installation: S3Installation;
let api: ControlApi;
test.beforeAll(async () => {
  test.setTimeout(360_000);
  needsS3();
  installation = await startInstallationOnS3();
  api = new ControlApi(installation.url, adminKey);
});
test.afterEach(() => installation?.thawStorage());
test.afterAll(async () => {
  await api?.close();
  await installation?.stop();
});

interface DeploymentFacts {
  readonly id: string;
  readonly endpoint: string;
  readonly state: string;
  readonly phases: readonly { name: string; state: string }[];
}
const deploymentOf = (id: string): Promise<DeploymentFacts> => api.must('GET', `/api/v1/deployments/${id}`);
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });
const workers = (): number[] => descendants(installation.pid, 'aimass-worker').map((one) => one.pid);
const replicas = (): number[] => descendants(installation.pid, 'aimass-replica').map((one) => one.pid);

/** Goes through the wizard with a version that is ready, up to the click on Deploy. @returns the id of the deployment */
async function deployInWizard(page: Page, model: string, endpoint: string): Promise<string> {
  await page.goto(`${installation.url}/deploy?model=${model}&version=1`);
  await expect(page).toHaveURL(/\/deploy\/dr/);
  await expect(page.getByRole('heading', { name: 'Model & version' })).toBeVisible();
  await next(page).click();
  await expect(page.getByText('cheapest that fits')).toBeVisible();
  await next(page).click();
  await page.getByLabel('Endpoint name').fill(endpoint);
  await next(page).click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/endpoints') && response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  const made = (await (await answered).json()) as { deployment: { id: string } };
  return made.deployment.id;
}

/** The phases and the log of a deployment that waits for the model's bytes. */
async function expectToPull(page: Page): Promise<void> {
  await expect(page.getByRole('list', { name: 'Phases' }).locator('[aria-current=step]')).toContainText('Pull model', { timeout: 30_000 });
  await expect(page.getByRole('log')).toContainText('Start instance done');
}

test('the browser is killed in mid-deploy: the deployment goes on, and its draft leads there', async ({ browser }, testInfo) => {
  needsBrowser();
  await api.registerSample('left-alone', 'iris');
  const { launchOptions } = testInfo.project.use;
  const server = await chromium.launchServer(launchOptions);
  const doomed = await chromium.connect(server.wsEndpoint());
  const context = await doomed.newContext();
  const before = await context.newPage();
  await signInOnPage(before, installation.url);
  installation.freezeStorage();
  const id = await deployInWizard(before, 'left-alone', 'left-alone');
  await expectToPull(before);
  const draft = new URL(before.url()).pathname;
  await context.close();
  await server.kill();

  const page = await (await browser.newContext()).newPage();
  await signInOnPage(page, installation.url);
  expect((await deploymentOf(id)).state).toBe('InProgress');
  await page.goto(`${installation.url}${draft}`);
  await expect(page.getByRole('heading', { name: 'Deploying left-alone' })).toBeVisible();
  await expectToPull(page);
  installation.thawStorage();
  await expect(page.getByRole('heading', { name: 'First prediction' })).toBeVisible({ timeout: 60_000 }); // the draft goes on by itself
  const { state, phases } = await deploymentOf(id);
  expect([state, new Set(phases.map((phase) => phase.state))]).toEqual(['Succeeded', new Set(['Done'])]);
  expect((await api.call('POST', '/v1/endpoints/left-alone/predict', { rows: [[5.1, 3.5, 1.4, 0.2]] })).status).toBe(200);

  await page.goto(`${installation.url}/endpoints/left-alone/deployments/${id}`);
  await expect(page.getByText('7 of 7 phases done')).toBeVisible();
  await expect(page.getByRole('log')).toContainText('All traffic goes to the new replicas.');
  await page.context().close();
});

test('a first deployment is cancelled by a click: nothing of it is left, and its name is free', async ({ page }) => {
  needsBrowser();
  await api.registerSample('called-off', 'digits');
  const already = { workers: workers(), replicas: replicas() };
  await signInOnPage(page, installation.url);
  installation.freezeStorage();
  const id = await deployInWizard(page, 'called-off', 'called-off');
  await expectToPull(page);
  expect(workers().length).toBe(already.workers.length + 1);

  await page.getByRole('button', { name: 'Cancel deployment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel deployment' }).click();
  await expect(page.getByText('The deployment was cancelled and nothing of it is left.')).toBeVisible({ timeout: 30_000 });
  expect((await deploymentOf(id)).state).toBe('Cancelled');
  await expectNothingLeft('called-off', already);
  await api.until('the endpoint is gone', async () => (await api.call('GET', '/api/v1/endpoints/called-off')).status === 404, 10_000);

  // The same wizard deploys again under the same name.
  installation.thawStorage();
  await page.getByRole('button', { name: 'Change and deploy again' }).click();
  for (const heading of ['Release', 'Review']) {
    await next(page).click();
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(page.getByText('called-off serves called-off@1.')).toBeVisible({ timeout: 60_000 });
});

test('the deployment of another version is cancelled by a click: what served before goes on serving', async ({ page }) => {
  needsBrowser();
  await api.registerSample('kept', 'iris');
  await api.createEndpoint('kept', { model: 'kept', version: 1 });
  expect(await api.registerSample('kept', 'diabetes')).toBe(2);
  await signInOnPage(page, installation.url);
  const already = { workers: workers(), replicas: replicas() };
  installation.freezeStorage();
  const { id } = await api.must<{ id: string }>('POST', '/api/v1/endpoints/kept/deployments', { config: { variants: [{ model: 'kept', version: 2 }] } });
  await page.goto(`${installation.url}/endpoints/kept/deployments/${id}`);
  await expectToPull(page);
  const caller = new SteadyCaller(api, 'kept');
  await page.getByRole('button', { name: 'Cancel deployment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel deployment' }).click();
  await expect(page.getByText('The deployment was cancelled and nothing of it is left.')).toBeVisible({ timeout: 30_000 });
  await expectNothingLeft('kept', already, 1);
  const statuses = await caller.stop();
  expect(statuses.length).toBeGreaterThan(10);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await api.must('GET', '/api/v1/endpoints/kept')).toMatchObject({ state: 'InService', reason: null, variants: [{ version: 1, readyReplicas: 1 }] });
});

/** Instances of the endpoint, and agents and replicas of the whole installation, are those from before. */
async function expectNothingLeft(endpoint: string, already: { workers: number[]; replicas: number[] }, instances = 0): Promise<void> {
  await api.until(
    `nothing of the cancelled deployment of ${endpoint} runs`,
    async () => {
      const { items } = await api.must<{ items: { state: string }[] }>('GET', `/api/v1/instances?endpoint=${endpoint}`);
      const same = (now: number[], then: number[]): boolean => now.sort().join() === then.sort().join();
      return items.length === instances && same(workers(), already.workers) && same(replicas(), already.replicas);
    },
    40_000,
  );
}

test('two people deploy to one endpoint at once: one wins, the other reads what happened, nothing is half made', async ({ browser }) => {
  needsBrowser();
  await api.registerSample('contested', 'iris');
  await api.createEndpoint('contested', { model: 'contested', version: 1 });
  const password = 'a password of its own';
  const pages = await Promise.all(
    ['ines@example.com', 'jon@example.com'].map(async (email) => {
      await api.must('POST', '/api/v1/members', { email, name: email, role: 'engineer', password });
      const page = await (await browser.newContext()).newPage();
      await signInOnPage(page, installation.url, { email, password });
      await page.goto(`${installation.url}/endpoints/contested`);
      await page.getByRole('button', { name: 'New deployment' }).click();
      await page.getByRole('dialog').getByLabel('Replicas per instance').fill('2');
      return page;
    }),
  );
  const answers = await Promise.all(
    pages.map(async (page) => {
      const answered = page.waitForResponse((response) => response.url().endsWith('/contested/deployments') && response.request().method() === 'POST');
      await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click();
      return (await answered).status();
    }),
  );
  expect([...answers].sort()).toEqual([202, 409]);
  const winner = pages[answers.indexOf(202)];
  const loser = pages[answers.indexOf(409)];
  await expect(winner).toHaveURL(/\/endpoints\/contested\/deployments\/dep_/);
  const refusal = loser.getByRole('dialog').getByRole('alert');
  await expect(refusal).toBeVisible();
  await expect(refusal).toContainText(/changed|is being updated/i); // what happened
  await expect(refusal).toContainText(/again|wait/i); // and what to do
  await api.untilState('contested', 'InService');
  const { items } = await api.must<{ items: DeploymentFacts[] }>('GET', '/api/v1/endpoints/contested/deployments');
  expect(items.map((one) => one.state)).toEqual(['Succeeded', 'Succeeded']);
  await api.until('only the winner’s instance is left', async () => {
    const instances = await api.must<{ items: { replicas: unknown[] }[] }>('GET', '/api/v1/instances?endpoint=contested');
    return instances.items.length === 1 && instances.items[0]?.replicas.length === 2;
  });
  for (const page of pages) await page.context().close();
});
