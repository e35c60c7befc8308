import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { root } from '../launch/root.mjs';

/**
 * Types, and the one thing Biome cannot see without them: a promise that nobody waits for. Both work on one program, since making it is
 * most of the time.
 *
 * What passed is kept, and the next run looks only at files that changed and at those whose imports changed their types. A run that finds
 * something keeps nothing, so the next one finds it again. Packages, settings or this check changed: everything is looked at.
 *
 * Usage: node types.mjs [FOLDER], the repository where none is given.
 */
const folder = resolve(process.argv[2] ?? root);
const configFile = join(folder, 'tsconfig.json');
const stateFile = join(folder, '.cache/check', `types-${keyOf([import.meta.filename, configFile, join(root, 'package-lock.json')])}.tsbuildinfo`);
const changes = { noEmit: true, incremental: true, tsBuildInfoFile: stateFile };
const config = ts.getParsedCommandLineOfConfigFile(configFile, changes, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
const words = { getCurrentDirectory: () => folder, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };

const builder = ts.createIncrementalProgram({
  rootNames: config.fileNames,
  options: config.options,
  configFileParsingDiagnostics: config.errors,
  host: ts.createIncrementalCompilerHost(config.options),
  createProgram: ts.createEmitAndSemanticDiagnosticsBuilderProgram,
});
const { diagnostics, affected } = checkTypes();
if (diagnostics.length > 0) process.stdout.write(ts.formatDiagnostics(diagnostics, words));
const own = config.fileNames.filter((file) => affected.has(file) && !/\/(generated|\.next|dist)\/|\.d\.ts$/.test(file));
const results = own.length === 0 ? [] : await findLoosePromises(own);
if (diagnostics.length + results.length === 0) keepState();
process.exit(diagnostics.length + results.length === 0 ? 0 : 1);

/** @returns {{diagnostics: ts.Diagnostic[], affected: Set<string>}} faults, and the files that are not as they were when they last passed */
function checkTypes() {
  const faults = [
    ...builder.getConfigFileParsingDiagnostics(),
    ...builder.getOptionsDiagnostics(),
    ...builder.getGlobalDiagnostics(),
    ...builder.getSyntacticDiagnostics(),
  ];
  const files = new Set();
  for (let next = builder.getSemanticDiagnosticsOfNextAffectedFile(); next !== undefined; next = builder.getSemanticDiagnosticsOfNextAffectedFile()) {
    faults.push(...next.result);
    const sources = 'fileName' in next.affected ? [next.affected] : next.affected.getSourceFiles();
    for (const { fileName } of sources) files.add(fileName);
  }
  return { diagnostics: ts.sortAndDeduplicateDiagnostics(faults), affected: files };
}

async function findLoosePromises(files) {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    allowInlineConfig: false,
    overrideConfig: [
      {
        files: ['**/*.ts', '**/*.tsx'],
        languageOptions: { parser: tseslint.parser, parserOptions: { programs: [builder.getProgram()] } },
        plugins: { '@typescript-eslint': tseslint.plugin },
        rules: {
          '@typescript-eslint/no-floating-promises': 'error',
          '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
        },
      },
    ],
  });
  const found = (await eslint.lintFiles(files)).filter((result) => result.errorCount + result.warningCount > 0);
  if (found.length > 0) process.stdout.write(await (await eslint.loadFormatter('stylish')).format(found));
  return found;
}

/** Under a name of its own first: two runs at once must not mix their states. */
function keepState() {
  builder.emit(undefined, (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  });
}

function keyOf(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function fail(diagnostic) {
  process.stderr.write(ts.formatDiagnostics([diagnostic], words));
  process.exit(1);
}
