import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import { inputWords } from '../sentences/inputs';
import { type InputSpec, type Signature, signatureNamed } from '../signature';
import type { Tensor } from '../tensors';
import { batchModeOf, checkShape, type DecodedRequest, readParameters, rowsOf } from './decoded-request';
import { fill, fillOne, mismatch } from './elements';
import type { Json } from './json';
import { readTensorList } from './open-inference-request';

type JsonObject = { [key: string]: Json };
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Decodes a task API body: one of `rows`, `inputs` (columns) or `tensors`, and `parameters`.
 * @throws AppError `SIGNATURE_MISMATCH` with JSON pointers
 */
export function decodeTaskJson(body: Json, signature: Signature): DecodedRequest {
  if (!isObject(body)) mismatch('', inputWords.objectWithRows());
  const forms = ['rows', 'inputs', 'tensors'].filter((form) => form in body);
  if (forms.length !== 1) mismatch('', forms.length === 0 ? inputWords.needsOne() : inputWords.onlyOne({ forms }));
  const unknown = Object.keys(body).find((key) => !['rows', 'inputs', 'tensors', 'parameters'].includes(key));
  if (unknown !== undefined) mismatch(`/${unknown}`, inputWords.unknownMember());
  const tensors = decodeForm(forms[0], body, signature);
  return {
    tensors,
    signature: signature.default,
    rows: rowsOf(signature, tensors),
    id: null,
    outputs: [],
    binaryOutputs: false,
    parameters: readParameters(body.parameters),
  };
}

function decodeForm(form: string, body: JsonObject, signature: Signature): Tensor[] {
  if (form === 'rows') return decodeRows(body.rows, signature);
  if (form === 'tensors') return readTensorList(body.tensors, signature, '/tensors');
  return decodeColumns(body.inputs, signature);
}

/** Rows as lists or objects. */
export function decodeRows(rows: Json, signature: Signature): Tensor[] {
  if (!Array.isArray(rows)) mismatch('/rows', inputWords.listOfRows());
  if (rows.length === 0) mismatch('/rows', inputWords.noRows());
  const mode = batchModeOf(signature);
  if (mode === 'none' && rows.length > 1) mismatch('/rows', inputWords.oneRowOnly({ rows: rows.length }));
  const { inputs } = signature;
  if (inputs.length === 1) return [rowsOfOneInput(rows, signature, inputs[0])];
  return inputs.map((input, position) => {
    const cells = rows.map((row, i) => cellOf(row, input, position, signature, `/rows/${i}`));
    return fillRows(cells, signature, input, { pointer: (i) => (isObject(rows[i]) ? `/rows/${i}/${input.name}` : `/rows/${i}/${position}`) });
  });
}

function rowsOfOneInput(rows: Json[], signature: Signature, input: InputSpec): Tensor {
  const cells = rows.map((row, i) => (isObject(row) ? cellsOfObject(row, input, signature, `/rows/${i}`) : row));
  const names = (i: number): readonly string[] | undefined => (isObject(rows[i]) ? input.columns : undefined);
  return fillRows(cells, signature, input, { pointer: (i) => `/rows/${i}`, names });
}

function cellsOfObject(row: JsonObject, input: InputSpec, { ignored = [] }: Signature, pointer: string): Json {
  const keys = Object.keys(row);
  if (keys.length === 1 && keys[0] === input.name) return row[input.name];
  const { columns } = input;
  if (columns === undefined) mismatch(pointer, inputWords.noColumnNames({ example: `{"${input.name}": […]}` }));
  const stranger = keys.find((key) => !columns.includes(key) && !ignored.includes(key));
  if (stranger !== undefined) mismatch(`${pointer}/${stranger}`, inputWords.noColumn({ names: columns }));
  return columns.map((column) => (column in row ? row[column] : mismatch(`${pointer}/${column}`, inputWords.missing())));
}

function cellOf(row: Json, input: InputSpec, position: number, { inputs, ignored = [] }: Signature, pointer: string): Json {
  if (Array.isArray(row)) {
    if (row.length !== inputs.length)
      mismatch(pointer, inputWords.valuesNamed({ count: inputs.length, names: inputs.map((one) => one.name), got: row.length }));
    return row[position];
  }
  if (!isObject(row)) mismatch(pointer, inputWords.listOrObject());
  const stranger = Object.keys(row).find((key) => !inputs.some((one) => one.name === key) && !ignored.includes(key));
  if (stranger !== undefined) mismatch(`${pointer}/${stranger}`, inputWords.noInput({ names: inputs.map((one) => one.name) }));
  return input.name in row ? row[input.name] : mismatch(`${pointer}/${input.name}`, inputWords.missing());
}

/** Where the cell of a row stands in the body, and by which names its values were given, if by any. */
interface Places {
  readonly pointer: (row: number) => string;
  readonly names?: (row: number) => readonly string[] | undefined;
}

/** Stacks one cell a row. A scalar stands for a list of one where the input has one value a row. */
function fillRows(cells: Json[], signature: Signature, input: InputSpec, { pointer, names }: Places): Tensor {
  const mode = batchModeOf(signature);
  const inner = mode === 'none' ? input.shape : input.shape.slice(1);
  const measured = measure(cells[0], inner, pointer(0), input);
  const shape = mode === 'none' ? measured : [cells.length, ...measured];
  const isOne = inner.length === 1 && measured[0] === 1;
  const fillCell = (cell: Json, i: number): Tensor =>
    isOne && !Array.isArray(cell) ? fillOne(input, cell, pointer(i)) : fill(input, measured, cell, pointer(i), names?.(i));
  if (mode === 'none') return fillCell(cells[0], 0);
  const count = measured.reduce((product, dimension) => product * dimension, 1);
  const parts = cells.map(fillCell);
  return join(parts, shape, count, input);
}

function join(parts: readonly Tensor[], shape: readonly number[], count: number, input: InputSpec): Tensor {
  if (parts.length === 1) return { ...parts[0], shape };
  if (input.datatype === 'BYTES') return { name: input.name, datatype: 'BYTES', shape, data: parts.flatMap((part) => part.data as Uint8Array[]) };
  const Typed = parts[0].data.constructor as new (length: number) => Float32Array;
  const data = new Typed(parts.length * count);
  for (let i = 0; i < parts.length; i++) data.set(parts[i].data as Float32Array, i * count);
  return { name: input.name, datatype: input.datatype, shape, data };
}

/** The lengths a free dimension really has, read off the first row; fixed ones come from the signature. */
function measure(value: Json, shape: readonly number[], pointer: string, input: InputSpec): number[] {
  const lengths: number[] = [];
  let at = value;
  for (const dimension of shape) {
    if (dimension !== -1) lengths.push(dimension);
    else if (Array.isArray(at)) lengths.push(at.length);
    else if (shape.length === 1) lengths.push(1);
    else mismatch(pointer, inputWords.levels({ levels: shape.length, name: input.name }));
    at = Array.isArray(at) ? at[0] : at;
  }
  return lengths;
}

function decodeColumns(value: Json, signature: Signature): Tensor[] {
  if (!isObject(value)) mismatch('/inputs', inputWords.inputsObject());
  const names = signature.inputs.map((input) => input.name);
  const stranger = Object.keys(value).find((key) => !names.includes(key));
  if (stranger !== undefined) mismatch(`/inputs/${stranger}`, inputWords.noInput({ names }));
  return signature.inputs.map((input) => {
    const pointer = `/inputs/${input.name}`;
    if (!(input.name in value)) mismatch(pointer, inputWords.missing());
    const given = columnOf(value[input.name], input);
    const lengths = measure(given, input.shape, pointer, input);
    const shape = batchModeOf(signature) === 'single' && Array.isArray(given) ? [given.length, ...lengths.slice(1)] : lengths;
    checkShape(signature, input, shape, pointer);
    return fill(input, shape, given, pointer);
  });
}

/** A flat list stands for a column of one value a row. */
function columnOf(value: Json, input: InputSpec): Json {
  const oneAValue = input.shape.length === 2 && input.shape[1] === 1;
  return oneAValue && Array.isArray(value) && value.every((item) => !Array.isArray(item)) ? value.map((item) => [item]) : value;
}

/** The signature that a JSON body names in its parameters, by default the model's own. @throws AppError `BAD_REQUEST` for one that the model does not have */
export function chooseSignature(signature: Signature, body: Json): Signature {
  const parameters = isObject(body) ? body.parameters : undefined;
  const name = isObject(parameters) ? parameters.signature_name : undefined;
  if (typeof name !== 'string') return signature;
  const chosen = signatureNamed(signature, name);
  if (chosen !== null) return chosen;
  throw new AppError('BAD_REQUEST', { detail: inferenceWords.noSignature({ name: name.slice(0, 200), names: Object.keys(signature.signatures) }) });
}
