import { defineConfig } from '@playwright/test';
import { chromiumPath } from './chromium';

/** Tests that wait for checks and deployments most of the time: two run side by side, each with an installation of its own. */
const waiting = [
  'attacks',
  'bad-input',
  'canary',
  'chinese',
  'containers',
  'deploy',
  'deployments',
  'frameworks',
  'keys',
  'native',
  'playground',
  'tls',
  'uploads',
  'usage',
  'wizard',
].map((name) => `**/${name}.spec.ts`);

/** Browser and API tests of the production build. They share the machine with what they test, so those that need it for themselves run alone. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'alone', testMatch: '**/*.spec.ts', testIgnore: waiting, workers: 1 },
    { name: 'side by side', testMatch: waiting, workers: 2 },
  ],
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  outputDir: process.env.AIMASS_TEST_OUTPUT ?? '../test-results',
  reporter: [['list']],
  use: {
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumPath() ?? undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
});
