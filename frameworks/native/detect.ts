import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
import type { FoundNative, NativeFormat } from '@/core/native-model';
import { nativeWords } from '@/core/sentences/native';
import { zipNames } from '../archives/zip-names';
import { torchPickle } from '../recognise';

const headBytes = 512;
/** A symbol file's first object is its list of nodes. */
const symbolHead = /^\s*\{\s*"nodes"\s*:\s*\[/;
/** First bytes of pickles: protocols 2 to 5 have a mark, 0 and 1 begin with what they build. */
const oldPickle = /^(c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n|\(?[dl]p?\d*\n|\(?[\]}(]q|\(c[A-Za-z_][\w.]*\n)/;
const parametersHead = Buffer.from([0x12, 0x01, 0, 0, 0, 0, 0, 0]);

/**
 * A model of TensorFlow, scikit-learn or MXNet among the unpacked files, by content. Nothing is executed or unpickled.
 * @returns null where none of the files is one
 * @throws AppError `MODEL_FORMAT_UNKNOWN` for several, `MODEL_FILE_CORRUPT` for half of one
 */
export async function detectNative(folder: string, files: readonly string[]): Promise<FoundNative | null> {
  const names = new Set(files.map((path) => posix.basename(path)));
  if ((names.has('data.pkl') && names.has('version')) || files.some((path) => /\.(pt|pth)$/i.test(path))) return null; // PyTorch's own pickles
  const saved = files.filter((path) => posix.basename(path) === 'saved_model.pb').map(savedModel);
  const roots = saved.map(({ entry }) => entry);
  const found = lastVersion(saved);
  const others = files.filter((path) => !roots.some((root) => root === '' || path.startsWith(`${root}/`)));
  const symbols: string[] = [];
  const parameters: string[] = [];
  for (const path of others) {
    const head = readHead(join(folder, path));
    if (symbolHead.test(head.toString('latin1'))) symbols.push(path);
    else if (head.subarray(0, 8).equals(parametersHead)) parameters.push(path);
    else {
      const format = await formatOf(join(folder, path), head);
      if (format !== null) found.push({ framework: format === 'pickle' || format === 'skops' ? 'sklearn' : 'tensorflow', format, entry: path });
    }
  }
  if (symbols.length + parameters.length > 0) found.push(mxnetOf(symbols, parameters, files));
  if (found.length > 1) throw several(found);
  return found[0] ?? null;
}

function savedModel(path: string): FoundNative {
  const folder = posix.dirname(path);
  return { framework: 'tensorflow', format: 'savedmodel', entry: folder === '.' ? '' : folder };
}

/** Of versions as TensorFlow Serving keeps them, folders 1, 2, 3 side by side, the last; all of them otherwise. */
function lastVersion(saved: readonly FoundNative[]): FoundNative[] {
  const numbers = saved.map(({ entry }) => (/^\d+$/.test(posix.basename(entry)) ? Number(posix.basename(entry)) : Number.NaN));
  const isOneModel = new Set(saved.map(({ entry }) => posix.dirname(entry))).size === 1 && !numbers.some(Number.isNaN);
  return isOneModel ? [saved[numbers.indexOf(Math.max(...numbers))]] : [...saved];
}

async function formatOf(file: string, head: Buffer): Promise<NativeFormat | null> {
  if (head.subarray(0, 8).equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) return 'keras-h5';
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return zipFormat(await zipNames(file));
  if (head.toString('latin1').startsWith(torchPickle)) return null;
  return isPickle(head) || isCompressed(head) ? 'pickle' : null;
}

/** Keras and skops save zips of their own; they are kept as they are. */
export function zipFormat(names: ReadonlySet<string> | null): NativeFormat | null {
  if (names === null) return null;
  if (names.has('config.json') && names.has('metadata.json') && names.has('model.weights.h5')) return 'keras';
  return names.has('schema.json') && [...names].every((name) => name === 'schema.json' || /\.(npy|npz)$/.test(name)) ? 'skops' : null;
}

/** Protocols 0 to 5. */
export function isPickle(head: Buffer): boolean {
  if (head[0] === 0x80) return head[1] >= 2 && head[1] <= 5;
  return oldPickle.test(head.toString('latin1'));
}

/** What joblib compresses with: zlib, bzip2, xz, lzma, lz4; gzip is unpacked before. Whether a pickle is inside shows when it is scanned. */
function isCompressed(head: Buffer): boolean {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (head.byteLength > 1 && head[0] === 0x78 && head.readUInt16BE(0) % 31 === 0) return true;
  return begins(0x42, 0x5a, 0x68) || begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) || begins(0x5d, 0, 0) || begins(0x04, 0x22, 0x4d, 0x18) || begins(0x1f, 0x8b);
}

/** Of a checkpoint an epoch, as a Module saves them beside one symbol, the last. */
function lastEpoch(symbol: string | undefined, parameters: readonly string[]): readonly string[] {
  const prefix = symbol?.replace(/-symbol\.json$/, '');
  const epochs = parameters.flatMap((path) =>
    path.startsWith(`${prefix}-`) ? (/-(\d+)\.params$/.exec(path.slice(prefix?.length ?? 0)) ?? []).slice(1).map(Number) : [],
  );
  if (epochs.length < parameters.length || epochs.length < 2) return parameters;
  return [parameters[epochs.indexOf(Math.max(...epochs))]];
}

function mxnetOf(symbols: readonly string[], all: readonly string[], files: readonly string[]): FoundNative {
  const parameters = symbols.length === 1 ? lastEpoch(symbols[0], all) : all;
  const halves = [...symbols, ...parameters];
  if (symbols.length > 1 || parameters.length > 1) throw several(halves.map((entry) => ({ framework: 'mxnet', format: 'mxnet', entry })));
  if (symbols.length === 0 || parameters.length === 0) {
    const file = halves[0];
    throw new AppError('MODEL_FILE_CORRUPT', {
      detail: symbols.length === 0 ? nativeWords.noSymbol({ file }) : nativeWords.noParameters({ file }),
      fix: nativeWords.bothFiles(),
      evidence: file,
    });
  }
  const shapesFile = files.find((path) => posix.basename(path) === 'model-shapes.json');
  return { framework: 'mxnet', format: 'mxnet', entry: symbols[0], parameters: parameters[0], ...(shapesFile === undefined ? {} : { shapesFile }) };
}

function several(found: readonly FoundNative[]): AppError {
  return new AppError('MODEL_FORMAT_UNKNOWN', {
    detail: nativeWords.severalNative({ count: found.length, names: found.slice(0, 4).map(({ entry }) => entry) }),
    fix: nativeWords.uploadOne(),
    evidence: found
      .slice(0, 10)
      .map(({ entry }) => entry)
      .join('\n'),
  });
}

function readHead(file: string): Buffer {
  if (statSync(file).size === 0) return Buffer.alloc(0);
  const fd = openSync(file, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.subarray(0, readSync(fd, head, 0, headBytes, 0));
  } finally {
    closeSync(fd);
  }
}
