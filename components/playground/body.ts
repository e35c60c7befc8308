import type { Version } from '@/services/versions/schemas';
import { type FormField, rowShape } from './form-fields';

type Signature = NonNullable<Version['signature']>;
export type FormValues = Readonly<Record<string, string>>;

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A field's text as JSON; a number keeps the digits as they were typed. */
function literal(field: FormField, text: string): string {
  if (field.kind === 'text') return JSON.stringify(text);
  if (field.kind === 'truth') return text === 'true' ? 'true' : 'false';
  const trimmed = text.trim();
  return jsonNumber.test(trimmed) ? trimmed : String(Number(trimmed));
}

function nest(values: readonly string[], shape: readonly number[]): string {
  if (shape.length === 0) return values[0];
  if (shape.length === 1) return `[${values.join(', ')}]`;
  const step = values.length / shape[0];
  return `[${Array.from({ length: shape[0] }, (_, i) => nest(values.slice(i * step, (i + 1) * step), shape.slice(1))).join(', ')}]`;
}

/** The body that a filled form sends: one row, as a list for one input, by name for several. */
export function bodyOfForm(signature: Signature, fields: readonly FormField[], values: FormValues): string {
  const cells = signature.inputs.map((input) => {
    const own = fields.filter((field) => field.input === input.name).map((field) => literal(field, values[field.key] ?? ''));
    return { name: input.name, text: nest(own, rowShape(input.shape)), single: own.length === 1 };
  });
  if (cells.length === 1) return `{"rows": [${cells[0].text}]}`;
  return `{"rows": [{${cells.map((cell) => `${JSON.stringify(cell.name)}: ${cell.text}`).join(', ')}}]}`;
}

/** The same as CSV, with a header. */
export function csvOfForm(fields: readonly FormField[], values: FormValues): string {
  const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${fields.map((field) => cell(field.label)).join(',')}\n${fields.map((field) => cell(values[field.key] ?? '')).join(',')}\n`;
}

/** Form values of the first row of a sample request; zeros where it holds none. */
export function valuesOfSample(fields: readonly FormField[], signature: Signature, sample: unknown): Record<string, string> {
  const row = firstRow(sample);
  const values: Record<string, string> = {};
  signature.inputs.forEach((input, position) => {
    const own = fields.filter((field) => field.input === input.name);
    const flat = flatten(cellOf(row, input.name, position, signature.inputs.length, own));
    own.forEach((field, i) => {
      const value = flat[i];
      values[field.key] = value === undefined || value === null ? emptyOf(field) : String(value);
    });
  });
  return values;
}

function emptyOf(field: FormField): string {
  if (field.kind === 'text') return '';
  return field.kind === 'truth' ? 'false' : '0';
}

function firstRow(sample: unknown): unknown {
  if (typeof sample !== 'object' || sample === null) return null;
  if ('rows' in sample && Array.isArray(sample.rows)) return sample.rows[0];
  if ('inputs' in sample && typeof sample.inputs === 'object' && sample.inputs !== null) {
    return Object.fromEntries(Object.entries(sample.inputs).map(([name, column]) => [name, Array.isArray(column) ? column[0] : column]));
  }
  return null;
}

function cellOf(row: unknown, name: string, position: number, inputs: number, own: readonly FormField[]): unknown {
  if (Array.isArray(row)) return inputs === 1 ? row : row[position];
  if (typeof row !== 'object' || row === null) return row;
  const named = row as Record<string, unknown>;
  return name in named ? named[name] : own.map((field) => named[field.label]);
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
