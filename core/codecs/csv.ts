import { parse } from 'csv-parse/sync';
import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import type { Signature } from '../signature';
import type { Tensor } from '../tensors';
import type { Json } from './json';
import { decodeRows } from './task-request';

/**
 * Rows of `text/csv`. The first line is a header when it names the model's columns or inputs, or holds text where numbers are expected.
 * @throws AppError `BODY_NOT_PARSEABLE` for broken quoting, `SIGNATURE_MISMATCH` for cells that do not fit
 */
export function decodeCsv(body: Buffer, signature: Signature): Tensor[] {
  return decodeLines(parseCsv(body), signature);
}

/** Lines of cells, at least one. @throws AppError `BODY_NOT_PARSEABLE` */
export function parseCsv(body: Buffer): string[][] {
  let lines: string[][];
  try {
    lines = parse(body, { skip_empty_lines: true, bom: true, trim: true }) as string[][];
  } catch (error) {
    throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.invalidCsv({ said: error instanceof Error ? error.message : '' }), cause: error });
  }
  if (lines.length === 0) throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.emptyCsv() });
  return lines;
}

/** The same from lines that {@link parseCsv} gave. */
export function decodeLines(lines: readonly string[][], signature: Signature): Tensor[] {
  const kinds = columnKinds(signature, lines[0].length);
  const names = lines[0];
  const known = [...signature.inputs.map((input) => input.name), ...signature.inputs.flatMap((input) => input.columns ?? [])];
  const isHeader = names.every((name) => known.includes(name)) || names.some((cell, i) => kinds[i] === 'number' && Number.isNaN(Number(cell)));
  const order = isHeader ? columnOrder(names, signature) : names.map((_, i) => i);
  const rows = lines.slice(isHeader ? 1 : 0).map((line) => order.map((from, to) => cell(line[from], kinds[to])));
  if (rows.length === 0) throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.headerOnly() });
  return decodeRows(rows, signature);
}

function columnKinds(signature: Signature, width: number): ('number' | 'text' | 'truth')[] {
  const kindOf = (datatype: string): 'number' | 'text' | 'truth' => (datatype === 'BYTES' ? 'text' : datatype === 'BOOL' ? 'truth' : 'number');
  if (signature.inputs.length === 1) return Array.from({ length: width }, () => kindOf(signature.inputs[0].datatype));
  return signature.inputs.map((input) => kindOf(input.datatype));
}

/** Where each column the model wants stands in the file; columns that are no names of the model keep their place. */
function columnOrder(names: readonly string[], signature: Signature): number[] {
  const wanted = signature.inputs.length === 1 ? signature.inputs[0].columns : signature.inputs.map((input) => input.name);
  if (wanted === undefined || !wanted.every((name) => names.includes(name))) return names.map((_, i) => i);
  return wanted.map((name) => names.indexOf(name));
}

function cell(text: string | undefined, kind: 'number' | 'text' | 'truth'): Json {
  if (text === undefined) return null;
  if (kind === 'text') return text;
  if (kind === 'truth') return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? text : value;
}
