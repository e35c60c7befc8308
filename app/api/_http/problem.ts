import { errorCodes, isAppError, toAppError, toProblem } from '@/core/errors';
import type { RequestFacts } from './request-facts';
import { getResources } from './resources';

/** Headers of every answer of the control API: never stored, never guessed at, never framed. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The one mapper from an exception to an answer. What nobody foresaw goes to the log with its stack, never to the caller. */
export function problemResponse(error: unknown, facts: Pick<RequestFacts, 'requestId' | 'language'>, what: string): Response {
  const known = toAppError(error);
  const status = errorCodes[known.code].http;
  if (!isAppError(error)) getResources().log.error({ err: error, requestId: facts.requestId, route: what }, 'request failed');
  else if (status >= 500) getResources().log.warn({ err: error, cause: error.details.cause, requestId: facts.requestId, route: what }, 'request refused');
  const headers = new Headers({ ...answerHeaders, 'content-type': 'application/problem+json', 'x-request-id': facts.requestId });
  const retryAfter = known.details.retryAfterSeconds ?? (errorCodes[known.code].retryable ? 1 : undefined);
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  if (status === 401) headers.set('www-authenticate', 'Bearer realm="AI Mass"');
  return new Response(JSON.stringify(toProblem(known, facts.requestId, facts.language)), { status, headers });
}
