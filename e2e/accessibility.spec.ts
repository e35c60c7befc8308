import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { needsBrowser, signInOnPage, watchPage } from './browser-session';
import { expect, test } from './fixtures';
import { consolePages, fillInstallation } from './pages';

test.describe.configure({ timeout: 400_000 });

let pages: string[] = [];
test.beforeAll(async ({ api }) => {
  pages = consolePages(await fillInstallation(api, 'accessible'));
});

// What is wrong with colours depends on the theme, what is wrong with texts on the language: two visits show both of each.
for (const { theme, language } of [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh' },
] as const) {
  test(`every page in ${theme} and ${language}: no violation, no error, nothing from elsewhere, no key for a text`, async ({ browser, installation }) => {
    needsBrowser();
    const context = await browser.newContext({ colorScheme: theme, locale: 'en-US' });
    const faults = watchPage(context, installation.url);
    const page = await context.newPage();
    await signInOnPage(page, installation.url);
    await context.addCookies([{ name: 'aimass-locale', value: language, url: installation.url }]);
    await page.evaluate((value) => localStorage.setItem('aimass-theme', value), theme);
    const violations: string[] = [];
    for (const path of pages) {
      await page.goto(`${installation.url}${path}`);
      await settle(page);
      expect(await page.locator('html').getAttribute('lang'), path).toMatch(language === 'zh' ? /^zh/ : /^en/);
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      for (const one of found) violations.push(`${path} ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
      const text = await page.locator('body').innerText();
      for (const key of text.match(/\b[a-z]+\.[a-z]+[A-Z][a-zA-Z.]*\b/g) ?? []) faults.push(`${path} shows the key ${key}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (width > 0) faults.push(`${path} is ${width} px too wide`);
    }
    expect(violations).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });
}

for (const path of ['/sign-in', '/setup']) {
  test(`${path}: no violation`, async ({ page, installation }) => {
    needsBrowser();
    await page.goto(`${installation.url}${path}`);
    await settle(page);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

/** What loads has loaded: nothing is busy any more. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}
