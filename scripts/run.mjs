import { spawn } from 'node:child_process';
import { checkNode, installPackages } from './launch/install.mjs';
import { root } from './launch/root.mjs';
import { runMain } from './launch/step.mjs';

/** `node scripts/run.mjs FILE.ts …`: runs a TypeScript program of this repository with what it needs installed. */
await runMain(async () => {
  checkNode();
  await installPackages();
  const { generateClient } = await import('./launch/generate.mjs');
  await generateClient();
  const child = spawn(process.execPath, ['--import', 'tsx', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((ended) => child.on('close', (code) => ended(code ?? 1)));
});
