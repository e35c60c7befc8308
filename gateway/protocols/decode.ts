import { decodeRequest, parseJson } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { PipelineServices, Stage } from '../pipeline-services';
import type { RequestContext } from '../request-context';
import { chooseVariant } from '../routing/choose-variant';

/** Bodies up to this are decoded here; larger ones are forwarded untouched and decoded by the replica (DATAPLANE 4 of the design). */
export const decodedHereBytesMax = 64 * 1024;
const timeoutMsMax = 900_000;
const variantWord = Buffer.from('"variant"');

/** Small bodies to tensors in the signature's order. The request's deadline begins here, when all of it has arrived. */
export const decode: Stage = (request, services) => {
  const { head, variant } = request;
  if (variant === null) throw new AppError('NO_HEALTHY_REPLICA', { retryAfterSeconds: 5 });
  request.contentType = head.get('content-type') ?? '';
  if (request.protocol === 'open-inference') request.jsonBytes = jsonBytesOf(request);
  let timeoutMs = Math.min(headerTimeoutMs(request) ?? timeoutMsMax, variant.snapshot.timeoutMs);
  if (request.bodyBytes <= decodedHereBytesMax) {
    const body = request.bodyParts.length === 1 ? request.bodyParts[0] : Buffer.concat(request.bodyParts);
    if (body.includes(variantWord)) retarget(request, body);
    const decoded = decodeRequest(request, body, request.variant?.snapshot.signature ?? variant.snapshot.signature);
    request.decoded = decoded;
    if (decoded.parameters.timeoutMs !== undefined) timeoutMs = Math.min(timeoutMs, decoded.parameters.timeoutMs);
    releaseBody(request, services);
  } else if (request.jsonBytes > request.bodyBytes) {
    throw new AppError('BAD_REQUEST', `Inference-Header-Content-Length is ${request.jsonBytes}, the body has ${request.bodyBytes} bytes.`);
  }
  request.deadlineAt = services.clock.monotonic() + timeoutMs;
  services.active.add(request);
  return true;
};

/** `parameters.variant` names the arm, unless a header did. */
function retarget(request: RequestContext, body: Buffer): void {
  if (request.targeted || request.endpoint === null) return;
  const json = parseJson(request.jsonBytes > 0 ? body.subarray(0, request.jsonBytes) : body);
  const parameters = typeof json === 'object' && json !== null && !Array.isArray(json) ? json.parameters : undefined;
  const target = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters) ? parameters.variant : undefined;
  if (typeof target !== 'string') return;
  request.variant = chooseVariant(request.endpoint, { target, version: request.versionWanted, session: undefined }, 0);
}

/** What was decoded needs its bytes no more; tensors that share memory with them keep them by themselves. */
function releaseBody(request: RequestContext, { bodyMemory }: PipelineServices): void {
  request.bodyParts = [];
  bodyMemory.release(request.bytesHeld);
  request.bytesHeld = 0;
}

function jsonBytesOf({ head }: RequestContext): number {
  const text = head.get('inference-header-content-length');
  if (text === undefined) return -1;
  if (!/^\d{1,9}$/.test(text)) throw new AppError('BAD_REQUEST', 'Inference-Header-Content-Length is not a plain number.');
  return Number(text);
}

function headerTimeoutMs({ head }: RequestContext): number | undefined {
  const text = head.get('x-aimass-timeout-ms');
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1 || Number(text) > timeoutMsMax) {
    throw new AppError('BAD_REQUEST', `X-AIMass-Timeout-Ms is not a whole number from 1 to ${timeoutMsMax}.`);
  }
  return Number(text);
}
