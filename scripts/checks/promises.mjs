import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { root } from '../launch/root.mjs';

/** The one thing Biome cannot see without types: a promise that nobody waits for. */
const configFile = join(root, 'tsconfig.json');
const config = ts.getParsedCommandLineOfConfigFile(configFile, { incremental: false }, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail });
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options });

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
process.exit(results.length === 0 ? 0 : 1);

function fail(diagnostic) {
  process.stderr.write(`${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}\n`);
  process.exit(1);
}
