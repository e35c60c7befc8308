import { AppError } from '../errors';
import { inferenceWords } from '../sentences/inference';
import type { Signature } from '../signature';
import type { Tensor } from '../tensors';
import type { RawHead } from '../wire/frame';
import { decodeCsv } from './csv';
import { type DecodedRequest, rowsOf } from './decoded-request';
import { parseJson } from './json';
import { decodeNpy } from './npy';
import { decodeOpenInference, decodeRawInput } from './open-inference-request';
import { encodeOpenInferenceResponse } from './open-inference-response';
import { chooseSignature, decodeTaskJson } from './task-request';
import { encodeTaskResponse } from './task-response';

/** What counts as JSON: `curl -d` without a header says it sends a form; a body that is none is refused by the parser all the same. */
const jsonTypes = ['', 'application/json', 'application/x-www-form-urlencoded'];

/** @param contentType as the header says it, '' without one */
export function isJsonType(contentType: string): boolean {
  return jsonTypes.includes(mediaTypeOf(contentType));
}

function mediaTypeOf(contentType: string): string {
  return contentType.split(';', 1)[0].trim().toLowerCase();
}

export { decodeLines, parseCsv } from './csv';
export { type BatchMode, batchModeOf, type DecodedRequest, type RequestParameters } from './decoded-request';
export { type Json, parseJson } from './json';
export { decodeNpy } from './npy';
export { decodeRows, decodeTaskJson } from './task-request';

/** A body ready to send. `jsonBytes` becomes `Inference-Header-Content-Length`. */
export interface EncodedResponse {
  readonly contentType: string;
  readonly jsonBytes: number | null;
  readonly body: Buffer;
}

/**
 * One request body in a caller's protocol → tensors in the signature's order. Runs in the replica: the gateway passes bodies on.
 * @throws AppError `BODY_NOT_PARSEABLE`, `SIGNATURE_MISMATCH`, `UNSUPPORTED_MEDIA_TYPE`
 */
export function decodeRequest(head: Pick<RawHead, 'protocol' | 'contentType' | 'jsonBytes'>, body: Buffer, signature: Signature): DecodedRequest {
  const type = mediaTypeOf(head.contentType);
  if (head.protocol === 'open-inference') return decodeV2(head.jsonBytes, type, body, signature);
  if (type === 'text/csv') return plain(decodeCsv(body, signature), signature);
  if (type === 'application/x-npy') return plain(decodeNpy(body, signature), signature);
  if (!jsonTypes.includes(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: inferenceWords.notUnderstood({ type }), fix: inferenceWords.sendTask() });
  }
  const json = parseJson(body);
  return decodeTaskJson(json, chooseSignature(signature, json));
}

function decodeV2(jsonBytes: number, type: string, body: Buffer, signature: Signature): DecodedRequest {
  if (jsonBytes > body.byteLength) throw new AppError('BAD_REQUEST', `Inference-Header-Content-Length is ${jsonBytes}, the body has ${body.byteLength} bytes.`);
  if (jsonBytes === 0) return decodeRawInput(body, signature);
  if (!jsonTypes.includes(type) && type !== 'application/octet-stream') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
      detail: inferenceWords.notUnderstood({ type }),
      fix: inferenceWords.sendTensors(),
    });
  }
  const split = jsonBytes < 0 ? body.byteLength : jsonBytes;
  const json = parseJson(body.subarray(0, split));
  return decodeOpenInference(json, body.subarray(split), chooseSignature(signature, json));
}

function plain(tensors: Tensor[], signature: Signature): DecodedRequest {
  return { tensors, signature: signature.default, rows: rowsOf(signature, tensors), id: null, outputs: [], binaryOutputs: false, parameters: {} };
}

/** Output tensors → the caller's protocol. @throws AppError `MODEL_ERROR` when the outputs do not fit the rows */
export function encodeResponse(
  head: Pick<RawHead, 'protocol' | 'model' | 'version' | 'variant'>,
  requestId: string,
  request: Omit<DecodedRequest, 'tensors'>,
  outputs: readonly Tensor[],
  signature: Signature,
): EncodedResponse {
  if (head.protocol === 'open-inference') {
    const { body, jsonBytes } = encodeOpenInferenceResponse(outputs, request, head);
    return { contentType: jsonBytes === null ? 'application/json' : 'application/octet-stream', jsonBytes, body };
  }
  const { model, version, variant } = head;
  const text = encodeTaskResponse(outputs, request.rows, signature, request.parameters, { model, version, variant, requestId });
  return { contentType: 'application/json', jsonBytes: null, body: Buffer.from(text) };
}
