import { batchModeOf } from '@/core/codecs';
import type { InputSpec, Signature } from '@/core/signature';
import type { Datatype } from '@/core/tensors';

type Value = number | boolean | string | Value[];

/** Sizes to try for free dimensions: 1 suits most models, images and convolutions need more. */
export const freeSizes = [1, 8, 32, 64, 128, 224] as const;

/** Plain values that most models take: counts and word numbers are 1, measures 0.5. */
function plainValue(datatype: Datatype): number | boolean | string {
  if (datatype === 'BOOL') return true;
  if (datatype === 'BYTES') return 'text';
  return datatype.startsWith('FP') ? 0.5 : 1;
}

/** A task API body with one row that fits the signature, in the form a person would write. `size` stands for each free dimension but the rows. */
export function sampleRequest(signature: Signature, size: number): unknown {
  const { inputs } = signature;
  if (batchModeOf(signature) === 'none') {
    return { inputs: Object.fromEntries(inputs.map((input) => [input.name, nested(input.datatype, sized(input.shape, size))])) };
  }
  const [only] = inputs;
  if (inputs.length === 1) return { rows: [nested(only.datatype, sized(only.shape.slice(1), size))] };
  return { rows: [Object.fromEntries(inputs.map((input) => [input.name, cellOf(input, size)]))] };
}

/** One value a row stands bare. */
function cellOf(input: InputSpec, size: number): Value {
  const inner = sized(input.shape.slice(1), size);
  return inner.length === 1 && inner[0] === 1 ? plainValue(input.datatype) : nested(input.datatype, inner);
}

function sized(shape: readonly number[], size: number): number[] {
  return shape.map((dimension) => (dimension === -1 ? size : dimension));
}

function nested(datatype: Datatype, shape: readonly number[]): Value {
  if (shape.length === 0) return plainValue(datatype);
  const [length, ...inner] = shape;
  return Array.from({ length }, () => nested(datatype, inner));
}
