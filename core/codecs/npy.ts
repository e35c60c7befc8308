import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import { inputWords } from '../sentences/inputs';
import type { Sentence } from '../sentences/sentence';
import type { InputSpec, Signature } from '../signature';
import { allocate, type Datatype, elementBytes, elementCount, type Tensor, viewOf } from '../tensors';
import { batchModeOf, checkShape } from './decoded-request';
import { elementNumber, mismatch, storeElement, storeMissing, takesMissing } from './elements';

const datatypeOf: Record<string, Datatype> = {
  '<f2': 'FP16',
  '<f4': 'FP32',
  '<f8': 'FP64',
  '|b1': 'BOOL',
  '|u1': 'UINT8',
  '|i1': 'INT8',
  '<u2': 'UINT16',
  '<i2': 'INT16',
  '<u4': 'UINT32',
  '<i4': 'INT32',
  '<u8': 'UINT64',
  '<i8': 'INT64',
}; // prettier-ignore

/**
 * One array in NumPy's format (versions 1 to 3, C order, little-endian) as the model's only input; numbers are cast to the input's datatype
 * where every value fits.
 * @throws AppError `BODY_NOT_PARSEABLE`, `SIGNATURE_MISMATCH`
 * @see numpy.lib.format
 */
export function decodeNpy(body: Buffer, signature: Signature): Tensor[] {
  const broken = (why: Sentence): never => {
    throw new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.invalidNpy({ why }), fix: inferenceWords.sendNpy() });
  };
  if (body.byteLength < 12 || body.toString('latin1', 1, 6) !== 'NUMPY' || body[0] !== 0x93) broken(inputWords.magicMissing());
  const wide = body[6] >= 2;
  const headerAt = wide ? 12 : 10;
  const headerBytes = wide ? body.readUInt32LE(8) : body.readUInt16LE(8);
  if (headerBytes > 65_536 || headerAt + headerBytes > body.byteLength) broken(inputWords.headerShort());
  const header = body.toString('latin1', headerAt, headerAt + headerBytes);
  const found = /^\{'descr': '([^']{2,4})', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\}\s*$/.exec(header);
  if (found === null) return broken(inputWords.headerUnknown());
  const [, descr, fortran, dimensions] = found;
  const datatype = datatypeOf[descr];
  if (datatype === undefined || datatype === 'BYTES') return broken(inputWords.dtype({ dtype: descr }));
  if (fortran === 'True') broken(inputWords.fortran());
  const shape = dimensions
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .map(Number);
  const data = body.subarray(headerAt + headerBytes);
  if (data.byteLength !== elementCount(shape) * elementBytes[datatype]) broken(inputWords.lengthMisfits());
  const [input, second] = signature.inputs;
  if (second !== undefined) mismatch('', inputWords.oneArray({ inputs: signature.inputs.length }));
  const given: Tensor = { name: input.name, datatype, shape: asRow(shape, signature), data: viewOf(datatype, data) };
  checkShape(signature, input, given.shape, '');
  return [input.datatype === datatype ? given : cast(given, input)];
}

/** A single row may come without its batch dimension. */
function asRow(shape: number[], signature: Signature): number[] {
  return batchModeOf(signature) !== 'none' && shape.length === signature.inputs[0].shape.length - 1 ? [1, ...shape] : shape;
}

function cast(tensor: Tensor, input: InputSpec): Tensor {
  const { datatype } = input;
  const count = elementCount(tensor.shape);
  const data = allocate(datatype, count);
  for (let i = 0; i < count; i++) {
    const value = elementNumber(tensor, i);
    if (Number.isNaN(value) && takesMissing(input, i)) storeMissing(data, i, datatype);
    else storeElement(data, i, value, datatype, `/${i}`);
  }
  return { ...tensor, datatype, data };
}
