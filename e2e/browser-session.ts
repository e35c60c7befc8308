import type { BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { chromiumPath } from './chromium';
import { admin, test } from './fixtures';

/** Skips, and says so, where the system has no browser; `npm test` with CI=true counts that as a failure. */
export function needsBrowser(): void {
  test.skip(chromiumPath() === null, 'there is no Chromium on this system');
}

/** Signs in on the page, as a person does, and waits for the landing page. */
export async function signInOnPage(page: Page, url: string, person: { email: string; password: string } = admin): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
  await expect(page.getByRole('main')).toBeVisible();
}

/** Faults that no page may have: requests to other origins, script errors, broken content security. */
export function watchPage(context: BrowserContext, url: string): string[] {
  const faults: string[] = [];
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== url) faults.push(`request to ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`script: ${error.error().message}`));
  return faults;
}

/** Opens the wizard on a new draft. */
export async function openWizard(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/deploy`);
  await expect(page).toHaveURL(/\/deploy\/dr/);
}

export const nextButton = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });
