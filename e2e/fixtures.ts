import { test as base } from '@playwright/test';
import { ControlApi } from './control-api';
import { type Installation, startInstallation } from './installation';

export const admin = { email: 'ada@example.com', password: 'correct horse battery' };
export const adminKey = 'aim_e2e_0123456789abcdef0123456789abcdef0123';

interface WorkerFixtures {
  /** One installation with an administrator and a key, for all tests of a worker. */
  installation: Installation;
  /** Its public API, called with the administrator's key. */
  api: ControlApi;
}

/** Tests by noun: each makes what it needs under names of its own. */
export const test = base.extend<object, WorkerFixtures>({
  installation: [
    async ({ browserName: _browser }, use) => {
      const installation = await startInstallation({
        AIMASS_INIT_ADMIN_EMAIL: admin.email,
        AIMASS_INIT_ADMIN_PASSWORD: admin.password,
        AIMASS_INIT_API_KEY: adminKey,
      });
      await use(installation);
      await installation.stop();
    },
    { scope: 'worker', timeout: 360_000 },
  ],
  api: [
    async ({ installation }, use) => {
      const api = new ControlApi(installation.url, adminKey);
      await use(api);
      await api.close();
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';
