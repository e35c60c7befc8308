import { elementText, fill, nestedText } from '@/core/codecs/elements';
import type { Json } from '@/core/codecs/json';
import { type Datatype, elementCount, type Tensor } from '@/core/tensors';

export type JsonObject = { [key: string]: Json };
export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows as JSON: bare values of a single input, else objects by the names of the inputs. */
export function rowsText(inputs: readonly Tensor[]): string {
  const [only] = inputs;
  if (inputs.length === 1) return nestedText(only, only.shape, 0);
  const rows = Array.from({ length: only.shape[0] }, (_, row) => {
    const members = inputs.map((input) => `${JSON.stringify(input.name)}:${rowText(input, row)}`);
    return `{${members.join(',')}}`;
  });
  return `[${rows.join(',')}]`;
}

function rowText(tensor: Tensor, row: number): string {
  const inner = tensor.shape.slice(1);
  return nestedText(tensor, inner, row * elementCount(inner));
}

/** One line a row, the columns of all inputs beside each other. */
export function csvText(inputs: readonly Tensor[]): string {
  const rows = inputs[0].shape[0];
  const lines = Array.from({ length: rows }, (_, row) =>
    inputs
      .flatMap((input) => {
        const width = elementCount(input.shape.slice(1));
        return Array.from({ length: width }, (_cell, i) => cellText(input, row * width + i));
      })
      .join(','),
  );
  return `${lines.join('\n')}\n`;
}

function cellText(tensor: Tensor, index: number): string {
  const text = elementText(tensor, index);
  if (tensor.datatype !== 'BYTES') return text;
  const plain = JSON.parse(text) as string;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Lines of a CSV answer: a figure where there is one a line, else a list of them. Text stays text. */
export function csvRows(text: string): Json[] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const cells = line.split(',').map((cell) => {
        const plain = cell.trim().replace(/^"(.*)"$/s, '$1');
        return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : plain;
      });
      return cells.length === 1 ? cells[0] : cells;
    });
}

/** The values of one answer by output, each a list with a value a row; null where the answer has no row for each row. */
export function columnsIn(answer: Json, rows: number): Map<string, Json[]> | null {
  if (Array.isArray(answer)) return answer.length === rows ? columnsOfRows(answer) : null;
  if (!isObject(answer)) return null;
  const lists = Object.entries(answer).flatMap(([name, value]) => (Array.isArray(value) && value.length === rows ? [[name, value] as const] : []));
  const [only] = lists;
  if (only === undefined) return null;
  return lists.length === 1 ? columnsOfRows(only[1], only[0]) : new Map(lists);
}

function columnsOfRows(rows: readonly Json[], name = 'predictions'): Map<string, Json[]> | null {
  const [first] = rows;
  if (!isObject(first)) return new Map([[name, [...rows]]]);
  const columns = new Map<string, Json[]>();
  for (const key of Object.keys(first)) {
    const values = rows.map((row) => (isObject(row) ? row[key] : undefined));
    if (values.some((value) => value === undefined)) return null;
    columns.set(key, values as Json[]);
  }
  return columns.size === 0 ? null : columns;
}

/** The tensor that nested lists stand for. @throws AppError `SIGNATURE_MISMATCH` for ragged lists and values of another type */
export function tensorFrom(name: string, datatype: Datatype, values: Json): Tensor {
  const shape: number[] = [];
  for (let at: Json | undefined = values; Array.isArray(at); at = at[0]) shape.push(at.length);
  return fill({ name, datatype, shape }, shape, values, `/${name}`);
}

/** What kind of values lists hold; null for objects, nulls, and lists of nothing. */
export function kindOf(values: Json): 'text' | 'whole' | 'number' | 'truth' | null {
  const kinds = new Set((Array.isArray(values) ? values : [values]).map((value) => (Array.isArray(value) ? kindOf(value) : kindOfOne(value))));
  if (kinds.size === 2 && kinds.has('whole') && kinds.has('number')) return 'number';
  const [only] = kinds;
  return kinds.size === 1 ? (only ?? null) : null;
}

function kindOfOne(value: Json): 'text' | 'whole' | 'number' | 'truth' | null {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'truth';
  if (typeof value === 'bigint') return 'whole';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'whole' : 'number';
  return null;
}
