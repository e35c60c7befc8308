import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import { AppError } from '@/core/errors';
import { toolchainWords } from '@/core/sentences/toolchains';

/** One supported version line of a framework, and what is installed for it. */
export interface ToolchainLine {
  /** `tensorflow`, `sklearn-1.5`, … */
  readonly name: string;
  readonly framework: 'tensorflow' | 'sklearn' | 'mxnet';
  /** Distribution whose version the line is known by. */
  readonly leading: string;
  /** What is loaded once after the build, to see that it works on this machine. */
  readonly modules: readonly string[];
}

export interface Lock {
  readonly file: string;
  /** Names the environment: the same for the same packages on the same kind of machine. */
  readonly hash: string;
  /** Version by package name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Newest first. */
const sklearnMinors = ['1.9', '1.8', '1.7', '1.6', '1.5', '1.4', '1.3', '1.2'] as const;
/** Lines with xgboost and lightgbm. */
const withBoosters: readonly string[] = ['1.9', '1.8', '1.7'];

const converters = ['skl2onnx', 'skops.io', 'pandas'];
export const toolchainLines: readonly ToolchainLine[] = [
  { name: 'tensorflow', framework: 'tensorflow', leading: 'tensorflow-cpu', modules: ['tensorflow', 'tf2onnx'] },
  { name: 'tensorflow-keras2', framework: 'tensorflow', leading: 'tf-keras', modules: ['tf_keras', 'tf2onnx'] },
  ...sklearnMinors.map((minor) => ({
    name: `sklearn-${minor}`,
    framework: 'sklearn' as const,
    leading: 'scikit-learn',
    modules: ['sklearn', ...converters, ...(withBoosters.includes(minor) ? ['xgboost', 'lightgbm', 'onnxmltools'] : [])],
  })),
  { name: 'mxnet', framework: 'mxnet', leading: 'mxnet', modules: ['mxnet', 'onnx'] },
];

/** @throws AppError `TOOLCHAIN_UNKNOWN` naming the lines there are */
export function toolchainLine(name: string): ToolchainLine {
  const line = toolchainLines.find((one) => one.name === name);
  if (line !== undefined) return line;
  const lines = toolchainLines.map((one) => one.name);
  throw new AppError('TOOLCHAIN_UNKNOWN', { detail: toolchainWords.unknown({ line: name }), fix: toolchainWords.knownLines({ lines }) });
}

/** What the lock file of a line names. Environments are bound to the processor and the system, so both are part of the hash. */
export function readLock({ name, framework }: Pick<ToolchainLine, 'name' | 'framework'>): Lock {
  const file = join(repositoryRoot(), 'frameworks', framework, 'toolchains', `${name}.lock`);
  const text = readFileSync(file, 'utf8');
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n${text}`).digest('hex').slice(0, 24);
  return { file, hash, packages: pinsOf(text) };
}

/** The `name==version` lines of a lock. */
export function pinsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^([a-z0-9][a-z0-9._-]*)==([^\s\\;]+)/gim)].map(([, name = '', version = '']) => [name, version]));
}
