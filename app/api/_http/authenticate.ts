import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import type { Principal } from '@/services/context';
import { authenticateKey, isKeyActive } from '@/services/keys/authenticate';
import type { SessionClaims } from '@/services/sessions/claims';
import { principalOf, readSession } from '@/services/sessions/read';
import { requireOwnPage } from './csrf';
import { withPatience } from './database-patience';
import type { RequestFacts } from './request-facts';
import { getResources } from './resources';
import { readClaims } from './session-cookie';

/** Who calls, and how they showed it. */
export interface Caller {
  readonly principal: Principal;
  /** Null for callers with a key. */
  readonly session: SessionClaims | null;
  /** True when the database could not be asked and the cookie alone speaks: reading of the shell only. */
  readonly offline: boolean;
}

/**
 * The caller of a request: an API key where the headers carry one, else the session cookie, whose changes must come from our own page.
 * Another scheme in `Authorization` is refused rather than overlooked in favour of a cookie. Principals that the gateway has checked
 * itself (Signature V4) will be one more reader in front of these two.
 * @throws AppError `UNAUTHENTICATED`, `CSRF_REFUSED`, `DATABASE_UNREACHABLE` (unless `offlineAllowed` and a valid cookie is there)
 */
export async function authenticate(request: Request, facts: RequestFacts, offlineAllowed: boolean): Promise<Caller> {
  const key = readApiKey(request.headers);
  if (key !== null) return byKey(key);
  return bySession(request, facts, offlineAllowed);
}

function readApiKey(headers: Headers): string | null {
  const authorization = headers.get('authorization');
  if (authorization === null) return headers.get('x-api-key');
  return /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1] ?? '';
}

async function byKey(key: string): Promise<Caller> {
  const { database, clock } = getResources();
  const principal = key === '' ? null : await authenticateKey(database, clock, key);
  if (principal === null) {
    throw new AppError('UNAUTHENTICATED', {
      detail: accessWords.keyInvalid(),
      fix: accessWords.sendActiveKey(),
    });
  }
  return { principal, session: null, offline: false };
}

async function bySession(request: Request, facts: RequestFacts, offlineAllowed: boolean): Promise<Caller> {
  const { database, clock, masterKey } = getResources();
  const claims = await readClaims(request, facts, masterKey, clock.now());
  if (claims === null) {
    throw new AppError('UNAUTHENTICATED', {
      detail: accessWords.credentialsNeeded(),
      fix: accessWords.signInOrKey(),
    });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnPage(request, facts, masterKey, claims.sessionId);
  try {
    const reading = readSession(database, clock, claims.sessionId);
    const live = await (offlineAllowed ? withPatience(reading) : reading);
    if (live === null) throw new AppError('UNAUTHENTICATED', { detail: accessWords.sessionOver(), fix: accessWords.signInAgain() });
    return { principal: live.principal, session: live.claims, offline: false };
  } catch (error) {
    const away = error instanceof AppError && error.code === 'DATABASE_UNREACHABLE';
    if (!away || !offlineAllowed) throw error;
    return { principal: principalOf(claims), session: claims, offline: true };
  }
}

/**
 * Whether a caller who was let in before still is: what a stream asks that outlives its request. Listening does not count as use of
 * a session.
 * @throws AppError `DATABASE_UNREACHABLE`
 */
export async function isStillAllowed({ principal, session }: Caller): Promise<boolean> {
  const { database, clock } = getResources();
  if (session !== null) return (await readSession(database, clock, session.sessionId, false)) !== null;
  return isKeyActive(database, clock, principal.actor.id);
}
