import { inputWords } from '../sentences/inputs';
import type { InputSpec, Signature } from '../signature';
import { type Datatype, datatypes, elementBytes, elementCount, type Tensor, viewOf } from '../tensors';
import { checkShape, type DecodedRequest, readParameters, rowsOf } from './decoded-request';
import { fill, mismatch } from './elements';
import type { Json } from './json';

type JsonObject = { [key: string]: Json };
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Decodes an Open Inference Protocol v2 request. `binary` holds the raw tensors behind the JSON part, in the order of `inputs`.
 * @throws AppError `SIGNATURE_MISMATCH` with a JSON pointer: unknown, missing or duplicate input, datatype, rank, shape, or length that does not fit
 * @see Open Inference Protocol, binary tensor data extension
 */
export function decodeOpenInference(body: Json, binary: Buffer, signature: Signature): DecodedRequest {
  if (!isObject(body)) mismatch('', inputWords.objectWithInputs());
  if (body.id !== undefined && typeof body.id !== 'string') mismatch('/id', inputWords.text());
  const tensors = readTensorList(body.inputs, signature, '/inputs', binary);
  const parameters = isObject(body.parameters) ? body.parameters : {};
  return {
    tensors,
    signature: signature.default,
    rows: rowsOf(signature, tensors),
    id: (body.id as string | undefined) ?? null,
    outputs: readOutputs(body.outputs, signature),
    binaryOutputs: parameters.binary_data_output === true,
    parameters: readParameters(pick(parameters, ['timeoutMs', 'topK', 'variant', 'signature_name'])),
  };
}

function pick(object: JsonObject, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in object).map((name) => [name, object[name]]));
}

/** One raw input without any JSON: the whole body is its data, one dimension may be free. */
export function decodeRawInput(body: Buffer, signature: Signature): DecodedRequest {
  const [input, second] = signature.inputs;
  if (second !== undefined) mismatch('', inputWords.oneRaw({ inputs: signature.inputs.length }));
  if (input.datatype === 'BYTES') mismatch('', inputWords.rawText());
  const fixed = input.shape.reduce((product, dimension) => product * Math.abs(dimension), 1);
  const rows = body.byteLength / (elementBytes[input.datatype] * fixed);
  const free = input.shape.indexOf(-1);
  const shape = input.shape.map((dimension, i) => (i === free ? rows : Math.abs(dimension)));
  if (!Number.isInteger(rows) || rows === 0) mismatch('', inputWords.partialRows({ bytes: body.byteLength, count: fixed, datatype: input.datatype }));
  const tensors = [{ name: input.name, datatype: input.datatype, shape, data: viewOf(input.datatype, body) }];
  checkShape(signature, input, shape, '');
  return { tensors, signature: signature.default, rows: rowsOf(signature, tensors), id: null, outputs: [], binaryOutputs: true, parameters: {} };
}

/** Named tensors, each checked against the signature, returned in its order. */
export function readTensorList(list: Json | undefined, signature: Signature, pointer: string, binary: Buffer = Buffer.alloc(0)): Tensor[] {
  if (!Array.isArray(list)) mismatch(pointer, inputWords.listOfTensors());
  const found = new Map<string, Tensor>();
  let offset = 0;
  for (let i = 0; i < list.length; i++) {
    const at = `${pointer}/${i}`;
    const item = list[i];
    if (!isObject(item)) mismatch(at, inputWords.tensorObject());
    const input = signature.inputs.find((one) => one.name === item.name);
    if (input === undefined) {
      const names = signature.inputs.map((one) => one.name);
      mismatch(`${at}/name`, typeof item.name === 'string' ? inputWords.notAnInput({ name: item.name, names }) : inputWords.thisNoInput({ names }));
    }
    if (found.has(input.name)) mismatch(`${at}/name`, inputWords.twice({ name: input.name }));
    if (!datatypes.includes(item.datatype as Datatype)) mismatch(`${at}/datatype`, inputWords.oneOf({ names: datatypes }));
    if (item.datatype !== input.datatype)
      mismatch(`${at}/datatype`, inputWords.otherDatatype({ name: input.name, datatype: input.datatype, given: String(item.datatype) }));
    const shape = readShape(item.shape, `${at}/shape`);
    checkShape(signature, input, shape, `${at}/shape`);
    const size = isObject(item.parameters) ? item.parameters.binary_data_size : undefined;
    if (size === undefined) {
      if (item.data === undefined) mismatch(`${at}/data`, inputWords.missing());
      found.set(input.name, fillList(input, shape, item.data, `${at}/data`));
      continue;
    }
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) mismatch(`${at}/parameters/binary_data_size`, inputWords.wholeBytes());
    if (item.data !== undefined) mismatch(`${at}/data`, inputWords.bothForms());
    if (offset + size > binary.byteLength)
      mismatch(`${at}/parameters/binary_data_size`, inputWords.bytesThere({ announced: size, there: binary.byteLength - offset }));
    found.set(input.name, readBinary(input, shape, binary.subarray(offset, offset + size), `${at}/parameters/binary_data_size`));
    offset += size;
  }
  if (offset !== binary.byteLength) mismatch(pointer, inputWords.strayBytes({ bytes: binary.byteLength - offset }));
  return signature.inputs.map((input) => found.get(input.name) ?? mismatch(pointer, inputWords.inputMissing({ name: input.name })));
}

function readShape(value: Json | undefined, pointer: string): number[] {
  if (!Array.isArray(value) || value.length > 32) mismatch(pointer, inputWords.dimensions({ most: 32 }));
  value.forEach((dimension, i) => {
    if (typeof dimension !== 'number' || !Number.isInteger(dimension) || dimension < 0) mismatch(`${pointer}/${i}`, inputWords.wholeFromZero());
  });
  const shape = value as number[];
  if (!(elementCount(shape) <= 2 ** 31)) mismatch(pointer, inputWords.tooLarge());
  return shape;
}

/** Data flat or nested, row-major. */
function fillList(input: InputSpec, shape: readonly number[], data: Json, pointer: string): Tensor {
  if (!Array.isArray(data)) mismatch(pointer, inputWords.list());
  const count = elementCount(shape);
  if (shape.length > 1 && data.some((item) => Array.isArray(item))) return fill(input, shape, data, pointer);
  if (data.length !== count) mismatch(pointer, inputWords.shapeValues({ shape: shape.join(', '), count, got: data.length }));
  return { ...fill(input, [count], data, pointer), shape };
}

function readBinary(input: InputSpec, shape: readonly number[], bytes: Buffer, pointer: string): Tensor {
  const { name, datatype } = input;
  const count = elementCount(shape);
  if (datatype !== 'BYTES') {
    if (bytes.byteLength !== count * elementBytes[datatype])
      mismatch(pointer, inputWords.shapeBytes({ shape: shape.join(', '), datatype, count: count * elementBytes[datatype], got: bytes.byteLength }));
    return { name, datatype, shape, data: viewOf(datatype, bytes) };
  }
  const items: Uint8Array[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.byteLength) {
    const length = bytes.readUInt32LE(offset);
    if (offset + 4 + length > bytes.byteLength) mismatch(pointer, inputWords.stringPastEnd());
    items.push(bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  if (offset !== bytes.byteLength || items.length !== count) mismatch(pointer, inputWords.shapeStrings({ shape: shape.join(', '), count, got: items.length }));
  return { name, datatype, shape, data: items };
}

function readOutputs(value: Json | undefined, signature: Signature): { name: string; binary: boolean }[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) mismatch('/outputs', inputWords.list());
  return value.map((item, i) => {
    if (!isObject(item) || typeof item.name !== 'string') mismatch(`/outputs/${i}`, inputWords.namedObject());
    if (!signature.outputs.some((output) => output.name === item.name))
      mismatch(`/outputs/${i}/name`, inputWords.noOutput({ name: item.name, names: signature.outputs.map((one) => one.name) }));
    const parameters = isObject(item.parameters) ? item.parameters : {};
    return { name: item.name, binary: parameters.binary_data === true };
  });
}
