import { existsSync } from 'node:fs';

/** The browser of the system; null where there is none. `AIMASS_CHROMIUM` names another. */
export function chromiumPath(): string | null {
  const known = [process.env.AIMASS_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return known.find((path) => path !== undefined && existsSync(path)) ?? null;
}
