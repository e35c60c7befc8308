import { toAppError, toProblem } from '@/core/errors';
import { fieldLine } from '../http/response-head';
import type { Answer, RequestContext } from '../request-context';

const problemType = 'Content-Type: application/problem+json\r\n';
const jsonType = 'Content-Type: application/json\r\n';

/** An error in the caller's protocol: a problem document, or `{"error": "…"}` with the same status and words. */
export function errorAnswer(error: unknown, request: RequestContext): Answer {
  const { head, protocol, requestId, principal } = request;
  const known = toAppError(error);
  let fields = '';
  const comesBack = known.status === 429 || known.status === 503;
  if (comesBack) fields += principal?.limiter?.fields() ?? '';
  fields += retryAfter(known.details.retryAfterSeconds ?? (comesBack ? 1 : undefined));
  if (known.status === 401) fields += 'WWW-Authenticate: Bearer\r\n';
  if (protocol === 'open-inference') {
    const problem = toProblem(known, requestId);
    return { status: known.status, code: known.code, fields: jsonType + fields, body: JSON.stringify({ error: problem.detail }) };
  }
  return { status: known.status, code: known.code, fields: problemType + fields, body: problemBody(known, requestId, head.get('accept-language')) };
}

export function problemBody(error: unknown, requestId: string, acceptLanguage: string | undefined): string {
  return JSON.stringify(toProblem(error, requestId, acceptLanguage?.toLowerCase().startsWith('zh') ? 'zh' : 'en'));
}

export function retryAfter(seconds: number | undefined): string {
  return seconds === undefined ? '' : fieldLine('Retry-After', Math.ceil(seconds));
}
