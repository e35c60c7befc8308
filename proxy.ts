import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, storageOrigins } from '@/app/api/_http/content-security';
import { methodsInstead } from '@/app/api/_http/methods';
import { factsOf, type RequestFacts } from '@/app/api/_http/request-facts';
import { getResources } from '@/app/api/_http/resources';
import { readClaims } from '@/app/api/_http/session-cookie';
import { landingPage, type Role } from '@/core/policy/actions';
import { isSetUp } from '@/services/setup/state';

const development = process.env.NODE_ENV === 'development';
const openPages = ['/sign-in', '/setup'];
let setUp = false;

/**
 * In front of pages: the content security policy with its nonce, and the way to sign in or to set-up. It is a guide, never the gate:
 * every route and verb checks its caller itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const path = request.nextUrl.pathname;
  if (path.startsWith('/api/v1/')) return guardMethod(request, path.slice('/api/v1'.length));
  if (path.startsWith('/api/')) return NextResponse.next();
  const facts = factsOf(request);
  return (await redirectOf(request, path, facts)) ?? withPolicy(request, facts);
}

async function redirectOf(request: NextRequest, path: string, facts: RequestFacts): Promise<NextResponse | null> {
  const { masterKey, clock } = getResources();
  const claims = await readClaims(request, facts, masterKey, clock.now());
  if (claims !== null) return path === '/' ? NextResponse.redirect(`${facts.origin}${landingPage[claims.role as Role] ?? '/overview'}`) : null;
  if (!(await isReady())) return path === '/setup' ? null : NextResponse.redirect(`${facts.origin}/setup`);
  if (openPages.includes(path)) return null;
  const next = `${path}${request.nextUrl.search}`;
  return NextResponse.redirect(`${facts.origin}/sign-in${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`);
}

/** Asked of the database only until the first administrator exists; while it is away, signing in says so better than set-up. */
async function isReady(): Promise<boolean> {
  if (setUp) return true;
  const { database, clock, log } = getResources();
  try {
    setUp = await isSetUp(database, clock);
    return setUp;
  } catch (error) {
    log.warn({ err: error }, 'cannot tell whether set-up is done');
    return true;
  }
}

function withPolicy(request: NextRequest, facts: RequestFacts): NextResponse {
  const { settings } = getResources();
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, storageOrigins(settings, process.env), development);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy); // Next takes the nonce for its own scripts from here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  const { hostname } = new URL(facts.origin);
  const ownCertificate = settings.AIMASS_TLS_CERT !== undefined && facts.secure && hostname !== 'localhost';
  if (ownCertificate) response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  return response;
}

/** Next answers a method that a route lacks without a body; the API always says what is wrong. */
function guardMethod(request: NextRequest, path: string): NextResponse {
  const allowed = development ? null : methodsInstead(request.method, path);
  if (allowed === null) return NextResponse.next();
  const headers = new Headers(request.headers);
  headers.set('x-aimass-allow', allowed.join(', '));
  return NextResponse.rewrite(new URL('/api/method-not-allowed', request.url), { request: { headers } });
}

export const config = {
  // Next keeps only 10 MB of a body and buffers nothing else here: parts of uploads and the event stream pass by
  matcher: ['/((?!_next/|api/v1/uploads/[^/]+/parts|api/v1/events|.*\\.(?:svg|png|ico|woff2|css|js|txt|webmanifest)$).*)'],
};
