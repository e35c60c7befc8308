import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { checkNode, installPackages } from './launch/install.mjs';
import { root } from './launch/root.mjs';
import { runMain, step } from './launch/step.mjs';

/**
 * `npm test [-- PART …]`: every check and test there is; parts are checks, unit, browser, chaos.
 * Nothing it makes lies outside temporary folders of its own and builds named by their sources, so it may run beside `npm start` and itself.
 */
const parts = { checks: runChecks, unit: runUnitTests, browser: runBrowserTests, chaos: runFaultTests };
const mayNotSkip = process.env.CI === 'true';

await runMain(async () => {
  checkNode();
  await step('packages', installPackages);
  const { generateClient } = await import('./launch/generate.mjs');
  await step('database client', generateClient);
  const wanted = process.argv.slice(2);
  const needsEnvironments = wanted.length === 0 || wanted.includes('unit') || wanted.includes('browser');
  // They are downloads for the most part, so the checks go on meanwhile.
  const environments = needsEnvironments ? step('Python environments', () => run(['--import', 'tsx', 'testing/build-toolchains.ts'])) : Promise.resolve();
  const servers = needsEnvironments && mayNotSkip ? step('test servers', buildTestServers) : Promise.resolve();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const output = mkdtempSync(join(tmpdir(), 'aimass-report-'));
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (name !== 'checks') await Promise.all([environments, servers]);
    process.stdout.write(`\n── ${name}\n`);
    const {
      passed,
      failed,
      skipped = 0,
    } = await part(output).catch((error) => {
      process.stderr.write(`${error.stack ?? error}\n`);
      return { passed: 0, failed: 1 };
    });
    process.stdout.write(`── ${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
    total.passed += passed;
    total.failed += failed + (mayNotSkip ? skipped : 0);
    total.skipped += skipped;
  }
  rmSync(output, { recursive: true, force: true });
  if (mayNotSkip && total.skipped > 0) process.stdout.write(`${total.skipped} tests were skipped, which counts as failed here (CI=true).\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`);
  return total.failed === 0 ? 0 : 1;
});

async function runUnitTests(output) {
  const file = join(output, 'unit.json');
  const code = await run(['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]);
  const report = read(file);
  if (report === null) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report;
  const brokenFiles = testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length;
  const failed = numFailedTests + brokenFiles;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
}

async function runBrowserTests(output) {
  const { buildAll } = await import('./launch/build.mjs');
  await buildAll();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const project of ['alone', 'side by side']) {
    const { passed, failed, skipped } = await runProject(output, project);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** One after the other, so that tests that need the machine for themselves have it. */
async function runProject(output, project) {
  const file = join(output, `browser ${project}.json`);
  const words = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts', `--project=${project}`, '--reporter=list,json'];
  const code = await run(words, { PLAYWRIGHT_JSON_OUTPUT_NAME: file, AIMASS_TEST_OUTPUT: join(output, project.replaceAll(' ', '-')) });
  const report = read(file);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, skipped } = report.stats;
  const failed = unexpected + report.errors.length;
  return { passed: expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

async function runFaultTests() {
  const { buildAll } = await import('./launch/build.mjs');
  await buildAll();
  const lines = [];
  await run(['--import', 'tsx', 'chaos/main.ts', '--short'], {}, (line) => lines.push(line));
  const count = (word) => lines.filter((line) => line.split(' ')[1] === word).length;
  const passed = count('pass');
  const failed = count('fail');
  return { passed, failed: passed + failed + count('skip') === 0 ? 1 : failed, skipped: count('skip') };
}

/** The S3 server and the AWS server that tests speak to, built once. Where one cannot be built its tests are skipped, which is told at the end. */
async function buildTestServers() {
  for (const name of ['versitygw', 'moto']) await run([join('scripts', 'system', `${name}.sh`)], {}, undefined, 'sh');
}

/** Runs one program, Node by default, with its output shown. `seen` gets the lines of its standard output. @returns its exit code */
function run(words, environment = {}, seen = () => undefined, program = process.execPath) {
  return new Promise((done) => {
    const child = spawn(program, words, { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) seen(line);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
