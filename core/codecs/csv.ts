import { parse } from 'csv-parse/sync';
import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import { inputWords } from '../sentences/inputs';
import type { InputSpec, Signature } from '../signature';
import type { Tensor } from '../tensors';
import { mismatch, takesMissing } from './elements';
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
  const known = namesOf(signature);
  const isHeader = names.some((name) => known.includes(name)) || names.some((text, i) => isNoNumber(text, kinds[i]));
  const order = isHeader ? columnOrder(names, known, signature.ignored) : names.map((_, i) => i);
  const rows = lines.slice(isHeader ? 1 : 0).map((line) => order.map((from, to) => cell(line[from], kinds[to])));
  if (rows.length === 0) throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.headerOnly() });
  return decodeRows(rows, signature);
}

interface Kind {
  readonly of: 'number' | 'text' | 'truth';
  readonly nullable: boolean;
  readonly booleans: boolean;
}

function columnKinds({ inputs }: Signature, width: number): Kind[] {
  const kindOf = (input: InputSpec, place: number): Kind => ({
    of: input.datatype === 'BYTES' ? 'text' : input.datatype === 'BOOL' ? 'truth' : 'number',
    nullable: takesMissing(input, place),
    booleans: input.booleans === true,
  });
  if (inputs.length === 1) return Array.from({ length: width }, (_, i) => kindOf(inputs[0], i));
  return inputs.map((input) => kindOf(input, 0));
}

/** Names a header may have, in the order of the model; none where it has no names for its columns. */
function namesOf({ inputs }: Signature): readonly string[] {
  return inputs.length === 1 ? (inputs[0].columns ?? [inputs[0].name]) : inputs.map(({ name }) => name);
}

function isNoNumber(text: string, kind: Kind | undefined): boolean {
  return kind?.of === 'number' && Number.isNaN(Number(text)) && !(kind.booleans && truthOf(text) !== undefined);
}

/** Where each column the model wants stands in the file; a header that has none of its names says nothing of their order. */
function columnOrder(names: readonly string[], known: readonly string[], ignored: readonly string[] = []): number[] {
  if (!names.some((name) => known.includes(name))) return names.map((_, i) => i);
  const missing = known.find((name) => !names.includes(name));
  if (missing !== undefined) mismatch(`/${missing}`, inputWords.missing());
  const [stranger] = names.filter((name, i) => (!known.includes(name) && !ignored.includes(name)) || names.indexOf(name) !== i);
  if (stranger !== undefined) mismatch(`/${stranger}`, known.includes(stranger) ? inputWords.twice({ name: stranger }) : inputWords.noColumn({ names: known }));
  return known.map((name) => names.indexOf(name));
}

function cell(text: string | undefined, kind: Kind | undefined): Json {
  if (text === undefined || (text === '' && kind?.nullable)) return null;
  if (kind?.of === 'text') return text;
  const truth = kind?.of === 'truth' || kind?.booleans ? truthOf(text) : undefined;
  if (truth !== undefined && (kind?.of === 'truth' || Number.isNaN(Number(text)))) return truth;
  const value = Number(text);
  return kind?.of === 'truth' || text === '' || !Number.isFinite(value) ? text : value;
}

/** As most programs write it: True, true, TRUE, 1. */
function truthOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : undefined;
}
