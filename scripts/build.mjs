import { checkNode, installPackages } from './launch/install.mjs';
import { runMain, step } from './launch/step.mjs';

/** `npm run build`: everything up to a start. */
await runMain(async () => {
  checkNode();
  await step('packages', installPackages);
  const { generateClient } = await import('./launch/generate.mjs');
  const { buildAll } = await import('./launch/build.mjs');
  await step('database client', generateClient);
  const { key } = await buildAll();
  process.stdout.write(`Built: dist/${key}\n`);
});
