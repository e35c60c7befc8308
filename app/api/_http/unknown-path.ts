import { AppError } from '@/core/errors';
import { authenticate } from './authenticate';
import { problemResponse } from './problem';
import { factsOf } from './request-facts';

/** Paths that are no route of the control API. Strangers learn nothing of what there is and what not. */
export async function answerUnknownPath(request: Request): Promise<Response> {
  const facts = factsOf(request);
  const path = new URL(request.url).pathname;
  try {
    await authenticate(request, facts, true);
    throw new AppError('NOT_FOUND', { detail: `There is no ${path} in this API.`, fix: 'GET /api/v1/openapi.json lists every call.' });
  } catch (error) {
    return problemResponse(error, facts, path);
  }
}

/** A route without this method. `proxy.ts` sends such requests here, since Next itself would answer without a body. */
export async function answerMethodNotAllowed(request: Request): Promise<Response> {
  const facts = factsOf(request);
  const allowed = request.headers.get('x-aimass-allow') ?? '';
  try {
    await authenticate(request, facts, true);
    throw new AppError('METHOD_NOT_ALLOWED', { detail: `${request.method} is not supported here.`, fix: `Use ${allowed.replaceAll(', ', ' or ')}.` });
  } catch (error) {
    const response = problemResponse(error, facts, 'method not allowed');
    if (response.status === 405) response.headers.set('allow', allowed);
    return response;
  }
}
