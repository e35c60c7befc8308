import type { AuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { AppError, isAppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import { absoluteMs, type SessionClaims } from '@/services/sessions/claims';
import { readSession } from '@/services/sessions/read';
import { revokeSession } from '@/services/sessions/revoke';
import { SignInInput } from '@/services/sessions/schemas';
import { signIn } from '@/services/sessions/sign-in';
import type { RequestFacts } from './request-facts';
import { getResources } from './resources';
import { sessionCookieName, sessionSecret } from './session-cookie';
import { faultOf } from './zod-fault';

/**
 * next-auth for one request: cookie names follow its protocol, and `onRefusal` learns why a sign-in failed, which next-auth itself
 * only reports as "failed". The token is an encrypted JWT with the session's id; the session's row is asked on every use of it.
 */
export function authOptions(facts: RequestFacts, onRefusal: (error: AppError) => void): AuthOptions {
  const { database, clock, masterKey } = getResources();
  const visitor = { database, clock, requestId: facts.requestId, ip: facts.ip, userAgent: facts.userAgent };
  return {
    secret: sessionSecret(masterKey),
    session: { strategy: 'jwt', maxAge: absoluteMs / 1000 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: facts.secure,
    cookies: cookiesFor(facts.secure),
    providers: [
      Credentials({
        id: 'credentials',
        name: 'E-mail and password',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize: async (given) => {
          try {
            const session = await signIn(visitor, parse(given));
            return { id: session.userId, name: session.name, email: session.email, session };
          } catch (error) {
            onRefusal(isAppError(error) ? error : new AppError('INTERNAL', { detail: accessWords.signInFailed(), cause: error }));
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => {
        if (user !== undefined && 'session' in user) return { ...token, session: user.session as SessionClaims };
        const live = await readSession(database, clock, (token.session as SessionClaims | undefined)?.sessionId ?? '');
        if (live === null) throw new Error('the session is over'); // next-auth answers with no session and takes the cookie away
        return { ...token, session: live.claims };
      },
      session: ({ session, token }) => {
        const claims = token.session as SessionClaims;
        return { expires: new Date(claims.expiresAt).toISOString(), user: { ...session.user, name: claims.name, email: claims.email, role: claims.role } };
      },
    },
    events: {
      signOut: async ({ token }) => {
        const live = await readSession(database, clock, (token.session as SessionClaims | undefined)?.sessionId ?? '');
        if (live !== null) await revokeSession({ ...live.principal, ...visitor }, { id: 'current' });
      },
    },
    logger: {
      error: (code, metadata) => getResources().log.info({ code, requestId: facts.requestId, detail: String(metadata) }, 'next-auth'),
      warn: () => {},
      debug: () => {},
    },
  };
}

function parse(given: unknown): { email: string; password: string } {
  const parsed = SignInInput.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError('VALIDATION_FAILED', {
    detail: accessWords.emailAndPassword(),
    errors: parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: faultOf(issue) })),
  });
}

/**
 * Every cookie is HttpOnly and SameSite=Lax; over HTTPS also Secure and bound to this very host by its prefix. No other name may begin
 * like the session's: next-auth takes such a cookie for a piece of it.
 */
export function cookiesFor(secure: boolean): NonNullable<AuthOptions['cookies']> {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  const prefix = secure ? '__Host-' : '';
  return {
    sessionToken: { name: sessionCookieName(secure), options },
    csrfToken: { name: `${prefix}csrf.aimass`, options },
    callbackUrl: { name: `${prefix}callback.aimass`, options },
  };
}
