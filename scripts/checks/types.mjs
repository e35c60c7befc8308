import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { root } from '../launch/root.mjs';

/**
 * Types, and the one thing Biome cannot see without them: a promise that nobody waits for.
 * Both work on one program, since making it is most of the time.
 */
const configFile = join(root, 'tsconfig.json');
const config = ts.getParsedCommandLineOfConfigFile(configFile, { incremental: false }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, configFileParsingDiagnostics: config.errors });
const diagnostics = ts.getPreEmitDiagnostics(program);
const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
if (diagnostics.length > 0) process.stdout.write(ts.formatDiagnostics(diagnostics, host));

const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  allowInlineConfig: false,
  overrideConfig: [
    {
      files: ['**/*.ts', '**/*.tsx'],
      languageOptions: { parser: tseslint.parser, parserOptions: { programs: [program] } },
      plugins: { '@typescript-eslint': tseslint.plugin },
      rules: {
        '@typescript-eslint/no-floating-promises': 'error',
        '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      },
    },
  ],
});
const own = config.fileNames.filter((file) => !/\/(generated|\.next|dist)\/|\.d\.ts$/.test(file));
const results = (await eslint.lintFiles(own)).filter((result) => result.errorCount + result.warningCount > 0);
if (results.length > 0) process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));
process.exit(diagnostics.length + results.length === 0 ? 0 : 1);

function fail(diagnostic) {
  process.stderr.write(ts.formatDiagnostics([diagnostic], host));
  process.exit(1);
}
