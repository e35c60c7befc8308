#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line: the newest build of it, else its source. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const builds = existsSync(dist)
  ? readdirSync(dist)
      .map((name) => join(dist, name, 'cli.mjs'))
      .filter((file) => existsSync(file) && existsSync(join(dirname(file), 'built')))
      .sort((a, b) => statSync(dirname(b)).mtimeMs - statSync(dirname(a)).mtimeMs)
  : [];
const [built] = builds;
if (built !== undefined) {
  await import(built);
} else if (existsSync(join(root, 'node_modules/tsx'))) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(root, 'client/cli/main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  process.stderr.write('Nothing is installed yet. Run npm start (or npm ci) once in the checkout.\n');
  process.exitCode = 1;
}
