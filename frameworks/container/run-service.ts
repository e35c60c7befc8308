import { elementsText } from '@/core/codecs/elements';
import { type Json, parseJson } from '@/core/codecs/json';
import { readTensorList } from '@/core/codecs/open-inference-request';
import { rawBytes } from '@/core/codecs/open-inference-response';
import type { ContainerService, InvocationBody } from '@/core/container-model';
import { containerWords } from '@/core/sentences/containers';
import type { Signature } from '@/core/signature';
import { type Datatype, elementCount, type Tensor } from '@/core/tensors';
import { columnsIn, csvRows, csvText, isObject, rowsText, tensorFrom } from './json-rows';
import { asFault, type ServiceAnswer, type ServiceClient, ServiceFault } from './service-client';

/** SageMaker ends an invocation after a minute; so does this. */
const runMsMax = 60_000;

/** An output as far as its values have to be read. */
export interface OutputForm {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[] | null;
}

/** Runs a batch in the container. @returns the outputs in the order of `outputs` @throws ServiceFault with what the container says */
export async function runService(
  client: ServiceClient,
  service: ContainerService,
  outputs: readonly OutputForm[],
  inputs: readonly Tensor[],
): Promise<Tensor[]> {
  switch (service.protocol) {
    case 'sagemaker': {
      const answer = await invoke(client, service.body, inputs);
      return asFault(() => pick(answer, inputs[0].shape[0], outputs));
    }
    case 'open-inference':
      return infer(client, service, outputs, inputs);
    case 'tensorflow-serving':
      return predict(client, service.model, outputs, inputs);
  }
}

/** One `/invocations` of SageMaker. @returns its answer as JSON, the lines of a CSV as a list */
export async function invoke(client: ServiceClient, body: InvocationBody, inputs: readonly Tensor[]): Promise<Json> {
  const type = body === 'csv' ? 'text/csv' : 'application/json';
  const answer = await client.call({
    method: 'POST',
    path: '/invocations',
    headers: { 'content-type': type, accept: type },
    body: bodyOf(body, inputs),
    timeoutMs: runMsMax,
  });
  return asFault(() => (String(answer.headers['content-type'] ?? '').startsWith('text/csv') ? csvRows(answer.body.toString('utf8')) : jsonIn(answer, body)));
}

/** Servers name their answers carelessly: what is asked for as CSV and is no JSON is read as CSV. */
function jsonIn(answer: ServiceAnswer, body: InvocationBody): Json {
  try {
    return parseJson(answer.body);
  } catch (error) {
    if (body === 'csv') return csvRows(answer.body.toString('utf8'));
    throw error;
  }
}

function bodyOf(body: InvocationBody, inputs: readonly Tensor[]): string {
  if (body === 'csv') return csvText(inputs);
  return body === 'rows' ? rowsText(inputs) : `{"${body}":${rowsText(inputs)}}`;
}

function pick(answer: Json, rows: number, outputs: readonly OutputForm[]): Tensor[] {
  const columns = columnsIn(answer, rows);
  if (columns === null) throw new ServiceFault(containerWords.badAnswer({ said: JSON.stringify(answer, exact)?.slice(0, 200) ?? '' }));
  return outputs.map(({ name, datatype }) => {
    const values = columns.get(name);
    if (values === undefined) throw new ServiceFault(containerWords.badAnswer({ said: [...columns.keys()].join(', ') }));
    return tensorFrom(name, datatype, values);
  });
}

export function exact(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** TensorFlow Serving: rows where the model has them, else whole tensors by name. */
async function predict(client: ServiceClient, model: string, outputs: readonly OutputForm[], inputs: readonly Tensor[]): Promise<Tensor[]> {
  const hasRows = inputs.every((input) => input.shape.length > 0) && outputs.every((output) => output.shape === null || output.shape[0] === -1);
  const columns = inputs.map((input) => `${JSON.stringify(input.name)}:${wholeText(input)}`);
  const body = hasRows ? `{"instances":${rowsText(inputs)}}` : `{"inputs":{${columns.join(',')}}}`;
  const path = `/v1/models/${encodeURIComponent(model)}:predict`;
  const { body: bytes } = await client.call({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body, timeoutMs: runMsMax });
  return asFault(() => {
    const answer = plainText(parseJson(bytes));
    const given = isObject(answer) ? (hasRows ? answer.predictions : answer.outputs) : undefined;
    if (given === undefined) throw new ServiceFault(containerWords.badAnswer({ said: bytes.toString('utf8', 0, 200) }));
    const [only] = outputs;
    return outputs.map((output) => tensorFrom(output.name, output.datatype, valuesOf(output.name, given, outputs.length === 1 && output === only)));
  });
}

function valuesOf(name: string, given: Json, isOnly: boolean): Json {
  const isNamed = Array.isArray(given) ? isObject(given[0]) : isObject(given);
  if (isOnly && !isNamed) return given;
  const values = Array.isArray(given) ? given.map((row) => (isObject(row) ? row[name] : undefined)) : isObject(given) ? given[name] : undefined;
  if (values === undefined || (Array.isArray(values) && values.includes(undefined as unknown as Json)))
    throw new ServiceFault(containerWords.badAnswer({ said: name }));
  return values as Json;
}

function wholeText(input: Tensor): string {
  return input.shape.length === 0 ? elementsText(input, 0, 1).slice(1, -1) : rowsText([input]);
}

/** TensorFlow Serving sends byte strings as `{"b64": …}`. */
function plainText(value: Json): Json {
  if (Array.isArray(value)) return value.map(plainText);
  if (!isObject(value)) return value;
  if (typeof value.b64 === 'string' && Object.keys(value).length === 1) return Buffer.from(value.b64, 'base64').toString('utf8');
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainText(one)]));
}

async function infer(
  client: ServiceClient,
  { model, binary }: { readonly model: string; readonly binary: boolean },
  outputs: readonly OutputForm[],
  inputs: readonly Tensor[],
): Promise<Tensor[]> {
  const raw = binary ? inputs.map(rawBytes) : [];
  const texts = inputs.map((input, i) => {
    const head = `{"name":${JSON.stringify(input.name)},"datatype":"${input.datatype}","shape":[${input.shape.join(',')}]`;
    const data = binary ? `"parameters":{"binary_data_size":${raw[i].byteLength}}` : `"data":${elementsText(input, 0, elementCount(input.shape))}`;
    return `${head},${data}}`;
  });
  const json = Buffer.from(`{"inputs":[${texts.join(',')}]${binary ? ',"parameters":{"binary_data_output":true}' : ''}}`);
  const headers: Record<string, string> = binary
    ? { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(json.byteLength) }
    : { 'content-type': 'application/json' };
  const path = `/v2/models/${encodeURIComponent(model)}/infer`;
  const answer = await client.call({ method: 'POST', path, headers, body: Buffer.concat([json, ...raw]), timeoutMs: runMsMax });
  return asFault(() => {
    const split = Number(answer.headers['inference-header-content-length'] ?? answer.body.byteLength);
    const parsed = parseJson(answer.body.subarray(0, split));
    const wanted =
      isObject(parsed) && Array.isArray(parsed.outputs)
        ? parsed.outputs.filter((one) => isObject(one) && outputs.some(({ name }) => name === one.name))
        : undefined;
    return readTensorList(wanted, expecting(outputs), '/outputs', answer.body.subarray(split));
  });
}

/** Answers are read as requests are: checked against what is said of them. */
function expecting(outputs: readonly OutputForm[]): Signature {
  const inputs = outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: shape ?? [] }));
  return { task: 'custom', default: '', signatures: {}, inputs, outputs: [], batchable: true };
}
