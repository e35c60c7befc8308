import { encodeResponse } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { Stage } from '../pipeline-services';
import type { RequestContext } from '../request-context';

const jsonType = 'Content-Type: application/json\r\n';
const binaryType = 'Content-Type: application/octet-stream\r\n';

/** Outputs to the caller's protocol; what the replica has encoded goes as it is. */
export const encode: Stage = (request) => {
  const { result, variant, decoded, protocol, requestId } = request;
  if (result === null || variant === null) throw new AppError('INTERNAL');
  if (result.outputs === null || decoded === null) {
    request.answer = { status: 200, code: '', fields: typeFields(result.jsonBytes), body: result.body ?? '' };
    return true;
  }
  const { model, version, signature } = variant.snapshot;
  const encoded = encodeResponse({ protocol, requestId, model, version, variant: variant.name }, decoded, result.outputs, signatureOf(request) ?? signature);
  request.answer = { status: 200, code: '', fields: typeFields(encoded.jsonBytes), body: encoded.body };
  return true;
};

function typeFields(jsonBytes: number | null): string {
  return jsonBytes === null ? jsonType : `${binaryType}Inference-Header-Content-Length: ${jsonBytes}\r\n`;
}

/** Outputs of another signature than the default are described by that one. */
function signatureOf({ variant, decoded }: RequestContext) {
  const name = decoded?.parameters.signatureName;
  if (name === undefined || variant === null) return undefined;
  const { signature } = variant.snapshot;
  const chosen = signature.signatures[name];
  return chosen === undefined ? signature : { ...signature, ...chosen };
}
