import { isAppError } from '@/core/errors';
import { ensureToolchain, toolchainPlaces } from '@/frameworks/toolchains';
import { testedLines, toolchainSettings } from './toolchains';

/** Set-up of the tests: builds what is missing of the Python environments they use. What cannot be built is said, and its tests are skipped. */
for (const line of testedLines) {
  const start = performance.now();
  try {
    await ensureToolchain(line, toolchainPlaces({ ...toolchainSettings, AIMASS_WHEELS: process.env.AIMASS_WHEELS }));
    const seconds = (performance.now() - start) / 1000;
    if (seconds > 1) process.stdout.write(`  environment ${line} built in ${seconds.toFixed(0)} s\n`);
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stdout.write(`  environment ${line} is missing, its tests are skipped: ${error.message}\n`);
  }
}
