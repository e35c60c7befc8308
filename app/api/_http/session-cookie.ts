import { decode } from 'next-auth/jwt';
import { deriveSecret } from '@/core/secrets';
import type { SessionClaims } from '@/services/sessions/claims';
import { readCookie } from './cookie';
import type { RequestFacts } from './request-facts';

/** `__Host-` only works over HTTPS, where no other host or path can then plant the cookie. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-aimass' : 'aimass';
}

export function sessionSecret(masterKey: Uint8Array): string {
  return deriveSecret(masterKey, 'session').toString('base64');
}

/** What the session cookie claims; null without one, or when it was not made by this installation or is over. */
export async function readClaims(
  request: Pick<Request, 'headers'>,
  facts: Pick<RequestFacts, 'secure'>,
  masterKey: Uint8Array,
  now: number,
): Promise<SessionClaims | null> {
  const token = readCookie(request.headers, sessionCookieName(facts.secure));
  if (token === null || token === '') return null;
  try {
    const payload = await decode({ token, secret: sessionSecret(masterKey) });
    const claims = payload?.session as SessionClaims | undefined;
    return claims !== undefined && claims.expiresAt > now ? claims : null;
  } catch {
    return null; // altered, of another installation, or expired: the same as none
  }
}
