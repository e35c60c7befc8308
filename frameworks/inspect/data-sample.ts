import { extname } from 'node:path';
import { decodeLines, decodeNpy, decodeRows, decodeTaskJson, type Json, parseCsv, parseJson } from '@/core/codecs';
import { dataSampleLimits } from '@/core/data-sample';
import { AppError } from '@/core/errors';
import { dataSampleWords as words } from '@/core/sentences/data-samples';
import type { Sentence } from '@/core/sentences/sentence';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import { tensorBlockBytes } from '@/core/wire/tensor-block';

/** A person's rows as a model takes them, and what is right for each, where the file says. */
export interface SampleRows {
  readonly tensors: Tensor[];
  readonly rows: number;
  readonly targets: readonly string[] | null;
}

/** Rows that are small as text can be large as numbers. */
const tensorBytesMax = 64 * 1024 * 1024;
const exampleJson = '{"rows": [[5.1, 3.5]], "labels": ["a"]}';

/**
 * Reads a data sample: CSV, JSON (a list of rows, or a task API body with `labels` beside it) or NPY, by its content.
 * @param target  column or member of each row that holds the right answer and is no input
 * @throws AppError `SAMPLE_UNREADABLE` that says where and why
 */
export function readDataSample(bytes: Buffer, { filename, target }: { filename: string; target: string | null }, signature: Signature): SampleRows {
  try {
    const read = readAny(bytes, extname(filename).toLowerCase(), target, signature);
    const rows = read.tensors[0]?.shape[0] ?? 0;
    if (rows > dataSampleLimits.rows) throw unreadable(words.tooManyRows({ rows, most: dataSampleLimits.rows }));
    const size = tensorBlockBytes(read.tensors);
    if (size > tensorBytesMax) throw unreadable(words.tooLarge({ size, most: tensorBytesMax }));
    if (read.targets !== null && read.targets.length !== rows) throw unreadable(words.otherCount({ targets: read.targets.length, rows }));
    return { ...read, rows };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const why = error.details.detail ?? error.message;
    const misfit = error.code === 'SIGNATURE_MISMATCH' && target === null;
    const fix = error.details.fix ?? (misfit ? words.nameTarget() : words.formsAre({ example: exampleJson }));
    throw new AppError('SAMPLE_UNREADABLE', { detail: words.cannotRead({ file: filename, why }), fix });
  }
}

type Read = Omit<SampleRows, 'rows'>;

function readAny(bytes: Buffer, extension: string, target: string | null, signature: Signature): Read {
  if (bytes[0] === 0x93) {
    if (target !== null) throw unreadable(words.targetInNpy({ target }));
    return { tensors: decodeNpy(bytes, signature), targets: null };
  }
  const first = /\S/.exec(bytes.toString('latin1', 0, 1024))?.[0];
  return extension === '.json' || first === '{' || first === '[' ? readJson(bytes, target, signature) : readCsv(bytes, target, signature);
}

function readCsv(bytes: Buffer, target: string | null, signature: Signature): Read {
  const lines = parseCsv(bytes);
  requireRows(lines.length - 1);
  const [header, ...rows] = lines;
  const names = namesOf(signature, header);
  if (target === null && names === null) return { tensors: decodeLines(lines, signature), targets: null };
  const at = target === null ? -1 : header.indexOf(target);
  if (target !== null && at < 0) throw unreadable(words.noTarget({ target, columns: header.slice(0, 50) }));
  // Names that are not the model's stand for the places of its columns.
  const picked = names === null ? header.map((_name, i) => i).filter((i) => i !== at) : names.map((name) => header.indexOf(name));
  const inputs = rows.map((line) => picked.map((i) => line[i]));
  const targets = target === null ? null : rows.map((line, i) => line[at] || missing(i, target));
  return { tensors: decodeLines(names === null ? inputs : [names, ...inputs], signature), targets };
}

/** The columns that the model wants, where the header has them all. */
function namesOf(signature: Signature, header: readonly string[]): string[] | null {
  const wanted = signature.inputs.length === 1 ? signature.inputs[0].columns : signature.inputs.map(({ name }) => name);
  return wanted?.every((name) => header.includes(name)) ? [...wanted] : null;
}

function readJson(bytes: Buffer, target: string | null, signature: Signature): Read {
  const json = parseJson(bytes);
  if (Array.isArray(json)) return readRows(json, target, signature);
  if (typeof json !== 'object' || json === null) throw unreadable(words.formsAre({ example: exampleJson }));
  const { labels, targets = labels, ...body } = json;
  const given = targets === undefined || targets === null ? null : listOf(targets);
  if (given !== null && target !== null) throw unreadable(words.twoTargets({ target }));
  if (!Array.isArray(body.rows)) {
    if (target !== null) throw unreadable(words.noTarget({ target, columns: Object.keys(body).slice(0, 50) }));
    return { tensors: decodeTaskJson(body, signature).tensors, targets: given };
  }
  const read = readRows(body.rows, target, signature);
  return { ...read, targets: read.targets ?? given };
}

function readRows(rows: Json[], target: string | null, signature: Signature): Read {
  requireRows(rows.length);
  if (target === null) return { tensors: decodeRows(rows, signature), targets: null };
  const targets = rows.map((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row) || !(target in row)) return missing(i, target);
    return textOf(row[target], i);
  });
  const inputs = rows.map((row): Json => Object.fromEntries(Object.entries(row as Record<string, Json>).filter(([name]) => name !== target)));
  return { tensors: decodeRows(inputs, signature), targets };
}

function listOf(value: Json): string[] {
  if (!Array.isArray(value)) throw unreadable(words.formsAre({ example: exampleJson }));
  return value.map(textOf);
}

function textOf(value: Json, row: number): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw unreadable(words.targetKind({ row: row + 1 }));
}

function missing(row: number, target: string): never {
  throw unreadable(words.noTargetIn({ row: row + 1, target }));
}

/** Before anything is made of them. */
function requireRows(rows: number): void {
  if (rows > dataSampleLimits.rows) throw unreadable(words.tooManyRows({ rows, most: dataSampleLimits.rows }));
}

function unreadable(detail: Sentence): AppError {
  return new AppError('SAMPLE_UNREADABLE', { detail });
}
