import type { Version } from '@/services/versions/schemas';

type Signature = NonNullable<Version['signature']>;
export type FieldKind = 'number' | 'text' | 'truth';

/** One value of one row. */
export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly input: string;
  readonly kind: FieldKind;
  readonly datatype: string;
}

const fieldsMax = 64;

function kindOf(datatype: string): FieldKind {
  if (datatype === 'BYTES') return 'text';
  return datatype === 'BOOL' ? 'truth' : 'number';
}

/** The shape of one row of an input, without the batch. */
export function rowShape(shape: readonly number[]): readonly number[] {
  return shape.slice(1);
}

function width(shape: readonly number[]): number {
  return rowShape(shape).reduce((product, size) => product * size, 1);
}

/** The fields of a form for one row; null where a row has free dimensions, or more values than a form can hold. */
export function fieldsOf(signature: Signature): FormField[] | null {
  if (signature.inputs.length === 0 || signature.inputs.some((input) => input.shape.length === 0)) return null;
  if (signature.inputs.some((input) => rowShape(input.shape).some((size) => size < 1))) return null;
  const fields = signature.inputs.flatMap((input): FormField[] => {
    const count = width(input.shape);
    const kind = kindOf(input.datatype);
    return Array.from({ length: Math.min(count, fieldsMax + 1) }, (_, i) => ({
      key: `${input.name}[${i}]`,
      label: input.columns?.[i] ?? (count === 1 ? input.name : `${input.name}[${i}]`),
      input: input.name,
      kind,
      datatype: input.datatype,
    }));
  });
  return fields.length > fieldsMax ? null : fields;
}

/** True for one input of 64 numbers a row: the 8 × 8 images that can be drawn. */
export function isDrawable(signature: Signature): boolean {
  const [input] = signature.inputs;
  return signature.inputs.length === 1 && kindOf(input.datatype) === 'number' && rowShape(input.shape).every((size) => size > 0) && width(input.shape) === 64;
}

/** Why `text` is no value of a field; null when it is one. */
export function faultOf(field: FormField, text: string): 'empty' | 'number' | 'integer' | null {
  if (field.kind !== 'number') return null;
  if (text.trim() === '') return 'empty';
  if (!Number.isFinite(Number(text))) return 'number';
  return field.datatype.includes('INT') && !/^\s*-?\d+\s*$/.test(text) ? 'integer' : null;
}
