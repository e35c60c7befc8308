import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

/**
 * Writes what is made from the routes: the OpenAPI document that the API serves, and the client's types.
 * With `--check` it only compares, and fails when a route was changed without running it.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const documentFile = join(root, 'app/api/v1/openapi.json/document.json');
const typesFile = join(root, 'client/generated/api.ts');

const folder = mkdtempSync(join(tmpdir(), 'aimass-openapi-'));
try {
  const fresh = join(folder, 'openapi.json');
  execFileSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/openapi.ts'), fresh], { stdio: 'inherit', cwd: root });
  const types = `/** Made by scripts/generate-client.mjs from the OpenAPI document; do not edit. */\n${astToString(await openapiTypescript(pathToFileURL(fresh)))}`;
  const outputs = [
    [documentFile, readFileSync(fresh, 'utf8')],
    [typesFile, types],
  ];
  if (process.argv.includes('--check')) {
    const stale = outputs.filter(([file, text]) => readOrEmpty(file) !== text).map(([file]) => file.slice(root.length + 1));
    if (stale.length > 0) {
      process.stderr.write(`Not current: ${stale.join(', ')}. Run: node scripts/generate-client.mjs\n`);
      process.exitCode = 1;
    }
  } else for (const [file, text] of outputs) writeFileSync(file, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
