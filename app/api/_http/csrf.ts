import { AppError } from '@/core/errors';
import { deriveSecret, sign, verify } from '@/core/secrets';
import { requestWords } from '@/core/sentences/requests';
import type { Sentence } from '@/core/sentences/sentence';
import type { RequestFacts } from './request-facts';

/** The token that a page sends back as `x-csrf-token` with every change; bound to its session. */
export function csrfTokenOf(masterKey: Uint8Array, sessionId: string): string {
  return sign(deriveSecret(masterKey, 'csrf'), sessionId);
}

/**
 * A change by cookie must come from our own page: the browser says so (`Sec-Fetch-Site`, else `Origin`), and the page knows the token.
 * @throws AppError `CSRF_REFUSED`
 */
export function requireOwnPage(request: Request, facts: RequestFacts, masterKey: Uint8Array, sessionId: string): void {
  requireSameOrigin(request, facts);
  const token = request.headers.get('x-csrf-token') ?? '';
  if (!verify(deriveSecret(masterKey, 'csrf'), sessionId, token)) throw refused(requestWords.noCsrfToken());
}

/** @throws AppError `CSRF_REFUSED` when the browser says that another site sent the request */
export function requireSameOrigin(request: Request, facts: Pick<RequestFacts, 'origin'>): void {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) {
    if (site !== 'same-origin' && site !== 'none') throw refused(requestWords.otherSite({ site }));
    return;
  }
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== facts.origin) throw refused(requestWords.otherOrigin());
}

function refused(reason: Sentence): AppError {
  return new AppError('CSRF_REFUSED', {
    detail: requestWords.foreignChange(),
    reason,
    fix: requestWords.reload(),
  });
}
