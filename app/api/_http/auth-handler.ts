import NextAuth from 'next-auth';
import { type AppError, toProblem } from '@/core/errors';
import { authOptions, cookiesFor } from './auth-options';
import { splitCookies } from './cookie';
import { answerHeaders, problemResponse } from './problem';
import { factsOf, type RequestFacts } from './request-facts';

/**
 * `/api/auth/*`: next-auth behind a plain `Request → Response`. A refused sign-in is answered with our problem document, which also
 * has the `url` that next-auth's own client looks for.
 */
export async function handleAuth(request: Request, path: readonly string[]): Promise<Response> {
  const facts = factsOf(request);
  try {
    const refusal: { error?: AppError } = {};
    const answer = await ask(request, facts, path, (error) => {
      refusal.error = error;
    });
    return refusal.error === undefined ? answer : refused(refusal.error, facts);
  } catch (error) {
    return problemResponse(error, facts, `${request.method} /api/auth/${path.join('/')}`);
  }
}

function refused(error: AppError, facts: RequestFacts): Response {
  const plain = problemResponse(error, facts, 'POST /api/auth/callback/credentials');
  const body = { ...toProblem(error, facts.requestId, facts.language), url: `${facts.origin}/sign-in?error=${error.code}` };
  return new Response(JSON.stringify(body), { status: plain.status, headers: plain.headers });
}

/** next-auth only knows Next's two kinds of requests; this is the older one, which needs nothing of Next around it. */
async function ask(request: Request, facts: RequestFacts, path: readonly string[], onRefusal: (error: AppError) => void): Promise<Response> {
  process.env.AUTH_TRUST_HOST ??= 'true'; // the gateway in front writes the forwarded headers itself
  const answer = new Answer();
  const host = new URL(facts.origin).host;
  const apiRequest = {
    method: request.method,
    query: { ...Object.fromEntries(new URL(request.url).searchParams), nextauth: [...path] },
    headers: { ...Object.fromEntries(request.headers), 'x-forwarded-host': host, 'x-forwarded-proto': facts.secure ? 'https' : 'http' },
    cookies: readCookies(request.headers, facts.secure),
    body: await readBody(request),
  };
  await NextAuth(apiRequest as unknown as Parameters<typeof NextAuth>[0], answer as unknown as Parameters<typeof NextAuth>[1], authOptions(facts, onRefusal));
  return answer.toResponse(facts.requestId);
}

/** Collects what next-auth answers. */
class Answer {
  readonly #headers = new Map<string, string | string[]>();
  #status = 200;
  #body: string | null = null;

  status(code: number): this {
    this.#status = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader('content-type', 'application/json');
    this.#body = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === 'string') this.#body = value;
    else if (value !== undefined) this.json(value);
  }

  end(): void {}

  toResponse(requestId: string): Response {
    const headers = new Headers({ ...answerHeaders, 'x-request-id': requestId });
    for (const [name, value] of this.#headers) {
      if (typeof value === 'string') headers.set(name, value);
      else for (const item of value) headers.append(name, item);
    }
    headers.set('cache-control', 'no-store');
    return new Response(this.#body, { status: this.#status, headers });
  }
}

/** Only next-auth's own: it takes every cookie whose name begins like the session's for a piece of it. */
function readCookies(headers: Headers, secure: boolean): Record<string, string> {
  const own = Object.values(cookiesFor(secure)).map((cookie) => cookie.name);
  return Object.fromEntries([...splitCookies(headers)].filter(([name]) => own.includes(name)).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not percent-encoded: as it is
  }
}

const bodyTextMax = 16 * 1024;

/** Forms and JSON, as next-auth's own handlers take them; anything else is no body. */
async function readBody(request: Request): Promise<Record<string, unknown> | undefined> {
  if (request.method !== 'POST' || Number(request.headers.get('content-length') ?? 0) > bodyTextMax) return undefined;
  const type = request.headers.get('content-type') ?? '';
  const text = (await request.text()).slice(0, bodyTextMax);
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  if (!type.includes('application/json')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // then the CSRF token is missing, which is what next-auth says
  }
}
