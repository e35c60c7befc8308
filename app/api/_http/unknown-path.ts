import { AppError } from '@/core/errors';
import { requestWords } from '@/core/sentences/requests';
import { authenticate } from './authenticate';
import { problemResponse } from './problem';
import { factsOf } from './request-facts';

/** Paths that are no route of the control API. Strangers learn nothing of what there is and what not. */
export async function answerUnknownPath(request: Request): Promise<Response> {
  const facts = factsOf(request);
  const path = new URL(request.url).pathname;
  try {
    await authenticate(request, facts, true);
    throw new AppError('NOT_FOUND', { detail: requestWords.noPath({ path }), fix: requestWords.readOpenapi() });
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
    throw new AppError('METHOD_NOT_ALLOWED', {
      detail: requestWords.method({ method: request.method }),
      fix: requestWords.allowedMethods({ methods: allowed.split(', ') }),
    });
  } catch (error) {
    const response = problemResponse(error, facts, 'method not allowed');
    if (response.status === 405) response.headers.set('allow', allowed);
    return response;
  }
}
