import { AppError } from '@/core/errors';
import { signatureWords } from '@/core/sentences/signatures';
import type { InputSpec } from '@/core/signature';

/**
 * The shape of an input with the sizes that a person gave to dimensions which the file leaves open.
 * @param wished  of one row, by input, or with the batch before it; -1 leaves a dimension as it is
 * @throws AppError `MODEL_SIGNATURE_UNSUPPORTED` where the file says otherwise
 */
export function withWishedShape(
  { name, shape }: Pick<InputSpec, 'name' | 'shape'>,
  wished: Readonly<Record<string, readonly number[]>> = {},
): Pick<InputSpec, 'shape' | 'open'> {
  if (!Object.hasOwn(wished, name)) return { shape };
  const given = wished[name];
  const whole = given.length === shape.length - 1 ? [shape[0], ...given] : given;
  if (whole.length !== shape.length) throw unsupported(signatureWords.otherRank({ name, shape: shapeWords(shape.slice(1)), given: shapeWords(given) }));
  const place = whole.findIndex((size, i) => size !== -1 && size !== shape[i] && (i === 0 || shape[i] !== -1));
  if (place !== -1) throw unsupported(signatureWords.fixedDimension({ name, place: Math.max(1, place), size: shape[place], given: whole[place] }));
  const open = whole.flatMap((size, i) => (i > 0 && shape[i] === -1 && size !== -1 ? [i] : []));
  return open.length === 0 ? { shape } : { shape: shape.map((size, i) => (size === -1 ? whole[i] : size)), open };
}

/** Every datatype that was wished for is one that an input has now. @throws AppError `MODEL_SIGNATURE_UNSUPPORTED` */
export function requireDatatypes(inputs: readonly Pick<InputSpec, 'name' | 'datatype'>[], wished: Readonly<Record<string, string>> = {}): void {
  for (const [name, datatype] of Object.entries(wished)) {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined) throw unsupported(signatureWords.noInput({ name, names: inputs.map((one) => one.name) }));
    if (input.datatype !== datatype) throw unsupported(signatureWords.fileDatatype({ name, own: input.datatype, given: datatype }));
  }
}

function shapeWords(shape: readonly number[]): string {
  return `[${shape.map((size) => (size === -1 ? '?' : size)).join(', ')}]`;
}

function unsupported(why: ReturnType<typeof signatureWords.noInput>): AppError {
  return new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail: signatureWords.cannotBe({ why }), fix: signatureWords.asTheFileSays() });
}
