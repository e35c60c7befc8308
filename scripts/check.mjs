import { spawn } from 'node:child_process';
import { checkNode, installPackages } from './launch/install.mjs';
import { root } from './launch/root.mjs';
import { runMain } from './launch/step.mjs';

const rooms = [
  'app',
  'bench',
  'chaos',
  'client',
  'components',
  'control',
  'core',
  'e2e',
  'frameworks',
  'gateway',
  'prisma',
  'providers',
  'scripts',
  'services',
  'testing',
  'worker',
];

/** The fast checks. Each is one command; all must pass. */
const checks = {
  'types and promises': ['--max-semi-space-size=128', 'scripts/checks/types.mjs'], // room for its many small objects: a fifth less time
  'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  'import rules': ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', ...rooms],
  'docs links': ['scripts/checks/docs-links.mjs'],
  lockfile: ['scripts/checks/lockfile.mjs'],
  'configuration page': ['--import', 'tsx', 'scripts/configuration-docs.ts', '--check'],
  'generated client': ['scripts/generate-client.mjs', '--check'],
  migrations: ['--import', 'tsx', 'scripts/schema/check-drift.ts'],
};

/**
 * Runs all checks, two at once, and prints one line each.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks() {
  const waiting = Object.entries(checks);
  const counts = { passed: 0, failed: 0 };
  const runner = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, words] = next;
      const startedAt = performance.now();
      const { code, output } = await run(words);
      counts[code === 0 ? 'passed' : 'failed']++;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`);
    }
  };
  await Promise.all([runner(), runner()]);
  return counts;
}

function run(words) {
  return new Promise((done) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => done({ code, output: `${Buffer.concat(output)}\n` }));
  });
}

if (process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    checkNode();
    await installPackages();
    const { generateClient } = await import('./launch/generate.mjs');
    await generateClient();
    const { passed, failed } = await runChecks();
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  });
}
