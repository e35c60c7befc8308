import { elementCount, type Tensor, type TensorData } from '../tensors';
import type { DecodedRequest } from './decoded-request';
import { elementsText } from './elements';
import type { AnswerHead } from './task-response';

/** Body of a v2 answer. `jsonBytes` is the length of its JSON part where raw tensors follow, else null. */
export interface OpenInferenceAnswer {
  readonly body: Buffer;
  readonly jsonBytes: number | null;
}

/** Open Inference Protocol v2 answer, each output as JSON or raw bytes as the caller asked. */
export function encodeOpenInferenceResponse(
  outputs: readonly Tensor[],
  request: Pick<DecodedRequest, 'id' | 'outputs' | 'binaryOutputs'>,
  head: Pick<AnswerHead, 'model' | 'version'>,
): OpenInferenceAnswer {
  const wanted = request.outputs.length === 0 ? outputs.map((tensor) => ({ name: tensor.name, binary: request.binaryOutputs })) : request.outputs;
  const raw: Buffer[] = [];
  const texts = wanted.flatMap(({ name, binary }) => {
    const tensor = outputs.find((output) => output.name === name);
    if (tensor === undefined) return [];
    const start = `{"name":${JSON.stringify(name)},"datatype":"${tensor.datatype}","shape":[${tensor.shape.join(',')}]`;
    if (!binary) return [`${start},"data":${elementsText(tensor, 0, elementCount(tensor.shape))}}`];
    const bytes = rawBytes(tensor);
    raw.push(bytes);
    return [`${start},"parameters":{"binary_data_size":${bytes.byteLength}}}`];
  });
  const id = request.id === null ? '' : `"id":${JSON.stringify(request.id)},`;
  const json = Buffer.from(`{"model_name":${JSON.stringify(head.model)},"model_version":"${head.version}",${id}"outputs":[${texts.join(',')}]}`);
  return raw.length === 0 ? { body: json, jsonBytes: null } : { body: Buffer.concat([json, ...raw]), jsonBytes: json.byteLength };
}

/** A tensor as the binary extension sends it: little-endian, byte strings each with its length. */
export function rawBytes(tensor: Tensor): Buffer {
  if (tensor.datatype !== 'BYTES') {
    const data = tensor.data as Exclude<TensorData, Uint8Array[]>;
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }
  return Buffer.concat(
    (tensor.data as Uint8Array[]).flatMap((item) => {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(item.byteLength);
      return [length, item];
    }),
  );
}
