import { needsBrowser, watchPage } from './browser-session';
import { admin, expect, test } from './fixtures';
import { type Installation, startInstallation } from './installation';

let installation: Installation;
test.beforeAll(async () => {
  test.setTimeout(360_000);
  installation = await startInstallation();
});
test.afterAll(async () => {
  await installation.stop();
});

test('an empty installation: set up, then the sample to its first prediction in at most six clicks and sixty seconds', async ({ browser }) => {
  needsBrowser();
  const context = await browser.newContext();
  const faults = watchPage(context, installation.url);
  const page = await context.newPage();
  await page.goto(installation.url);
  await expect(page).toHaveURL(/\/setup/);
  await page.getByLabel('Organization').fill('Example');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page).toHaveURL(/\/overview/);
  await expect(page.getByText('Three steps to your first prediction')).toBeVisible();

  const startedAt = performance.now();
  let clicks = 0;
  const click = async (name: string, role: 'link' | 'button'): Promise<void> => {
    await page.getByRole(role, { name, exact: true }).click();
    clicks++;
  };
  await click('Try a sample model', 'link');
  await expect(page).toHaveURL(/\/playground/, { timeout: 60_000 });
  const answered = page.waitForResponse((response) => response.url().endsWith('/predict') && response.status() === 200);
  await click('Run', 'button');
  expect(((await (await answered).json()) as { task: string }).task).toBe('classify');
  await expect(page.getByText('setosa').first()).toBeVisible();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`first prediction after ${clicks} clicks and ${seconds.toFixed(1)} s`);
  expect(clicks).toBeLessThanOrEqual(6);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(faults).toEqual([]);
  await context.close();
});

test('set-up is over once there is an administrator', async () => {
  const answer = await fetch(`${installation.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: installation.url, 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ organization: 'Other', name: 'Eve', email: 'eve@example.com', password: 'a password of hers' }),
  });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'SETUP_ALREADY_DONE' });
});
