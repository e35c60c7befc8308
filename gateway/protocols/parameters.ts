import { isJsonType, type Json, parseJson } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { Stage } from '../pipeline-services';
import type { RequestContext } from '../request-context';
import { chooseVariant } from '../routing/choose-variant';

/** JSON above this size is not looked into here; its deadline and variant can be named by headers. */
const lookedIntoBytesMax = 64 * 1024;
const timeoutMsMax = 900_000;
/** `"timeout"` (Open Inference Protocol, µs) and `"timeoutMs"`; `"variant"`. */
const words = [Buffer.from('"timeout'), Buffer.from('"variant"')];

/**
 * What headers and body ask of the way to the replica: how long it may take, which variant. The body itself goes to the replica untouched,
 * which decodes and checks it; JSON is looked into only where it holds one of the words. The request's deadline begins here, when all
 * of it has arrived.
 */
export const parameters: Stage = (request, services) => {
  const { head, variant } = request;
  if (variant === null) throw new AppError('NO_HEALTHY_REPLICA', { retryAfterSeconds: 5 });
  request.contentType = head.get('content-type') ?? '';
  if (request.protocol === 'open-inference') request.jsonBytes = jsonBytesOf(request);
  if (request.jsonBytes > request.bodyBytes) {
    throw new AppError('BAD_REQUEST', `Inference-Header-Content-Length is ${request.jsonBytes}, the body has ${request.bodyBytes} bytes.`);
  }
  const given = parametersOf(request);
  if (given !== null) retarget(request, given.variant);
  const timeoutMs = Math.min(
    headerTimeoutMs(request) ?? timeoutMsMax,
    bodyTimeoutMs(request, given),
    request.variant?.snapshot.timeoutMs ?? variant.snapshot.timeoutMs,
  );
  request.deadlineAt = services.clock.monotonic() + timeoutMs;
  services.active.add(request);
  return true;
};

/** The JSON's `parameters`, or null where it can hold nothing that matters here. @throws AppError `BODY_NOT_PARSEABLE` */
function parametersOf(request: RequestContext): { [name: string]: Json } | null {
  if (request.jsonBytes === 0) return null; // raw tensors and nothing else
  const bytes = request.jsonBytes > 0 ? request.jsonBytes : request.bodyBytes;
  if (bytes > lookedIntoBytesMax) return null;
  if (request.bodyParts.length > 1) request.bodyParts = [Buffer.concat(request.bodyParts)];
  const json = bytes === request.bodyBytes ? request.bodyParts[0] : request.bodyParts[0].subarray(0, bytes);
  if (json === undefined || !words.some((word) => json.includes(word))) return null;
  if (request.protocol === 'task' && !isJsonType(request.contentType)) return null;
  const parsed = parseJson(json);
  const found = isObject(parsed) ? parsed.parameters : undefined;
  return isObject(found) ? found : null;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names the arm, unless a header did. */
function retarget(request: RequestContext, target: Json | undefined): void {
  if (request.targeted || request.endpoint === null || typeof target !== 'string') return;
  request.variant = chooseVariant(request.endpoint, { target, version: request.versionWanted, session: undefined }, 0);
}

/** What is not a time is refused by the replica, with its place in the body. */
function bodyTimeoutMs({ protocol }: RequestContext, given: { [name: string]: Json } | null): number {
  if (given === null) return timeoutMsMax;
  if (typeof given.timeoutMs === 'number' && given.timeoutMs >= 1) return given.timeoutMs;
  return protocol === 'open-inference' && typeof given.timeout === 'number' && given.timeout > 0 ? given.timeout / 1000 : timeoutMsMax;
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
