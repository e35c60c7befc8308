import { pathToFileURL } from 'node:url';
import { checkNode, installPackages } from './launch/install.mjs';
import { announceRunning } from './launch/lock.mjs';
import { runMain, step } from './launch/step.mjs';

/** `npm start`: installs, builds and runs. Until the packages are there it imports nothing but Node's own. */
await runMain(async () => {
  checkNode();
  const startedAt = performance.now();
  await step('packages', installPackages);
  const { generateClient } = await import('./launch/generate.mjs');
  const { buildAll } = await import('./launch/build.mjs');
  await step('database client', generateClient);
  const { folder, key } = await buildAll();
  announceRunning('npm start', key);
  const { superviseInstallation } = await import(pathToFileURL(`${folder}/supervisor.mjs`).href);
  await superviseInstallation({ startedAt, step });
});
