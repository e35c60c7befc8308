import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { sha256Hex } from '@/core/secrets';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { Ctx } from '@/services/context';
import { runOnce } from '@/services/idempotency/run-once';
import { untilRouted } from '@/services/routing';
import { authenticate, type Caller } from './authenticate';
import { requireSameOrigin } from './csrf';
import { readInput } from './input';
import { answerHeaders, problemResponse } from './problem';
import { type Method, registerRoute } from './registry';
import { factsOf, type RequestFacts } from './request-facts';
import { getResources } from './resources';

/** What Next calls. Plain `Request` in, `Response` out, so that tests call it the same way. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

/** What a handler may want to know beyond its input; verbs do not see it. */
export interface Call {
  readonly request: Request;
  readonly facts: RequestFacts;
  readonly caller: Caller;
}

interface Described<Input extends z.ZodType, Output extends z.ZodType> {
  readonly method: Method;
  /** Below `/api/v1`, with `{name}` for path parameters. */
  readonly path: string;
  readonly summary: string;
  /** Query, JSON body and path parameters together. */
  readonly input: Input;
  /** Absent: the answer has no body (204), or the handler makes a `Response` itself. */
  readonly output?: Output;
  /** Of a success; 200 by default, 204 without an output. */
  readonly status?: number;
  /** Content types besides JSON that it may answer with. */
  readonly produces?: readonly string[];
}

export interface RouteOptions<Input extends z.ZodType, Output extends z.ZodType> extends Described<Input, Output> {
  /** The verb, or an adapter to it. With an `Idempotency-Key` it runs inside a transaction, which `ctx` must not outlive. */
  readonly handler: (ctx: Ctx, input: z.output<Input>, call: Call) => Promise<z.output<Output> | Response>;
  /** A valid session cookie is enough while the database cannot be reached; the handler must bear that. */
  readonly offline?: boolean;
  /** It changes what gateways answer by: the answer waits until they do, so that the caller finds the change in force. */
  readonly routed?: boolean;
}

/**
 * One route of the control API: credentials, then input, then the verb, then the answer, each fault as a problem document.
 * `POST` honours `Idempotency-Key`; `If-Match` becomes the input's `revision`, and an answer with a `revision` carries it as `ETag`.
 */
export function route<Input extends z.ZodType, Output extends z.ZodType = z.ZodVoid>(options: RouteOptions<Input, Output>): RouteHandler {
  const described = describe(options, false);
  return answering(described, async (request, facts, params) => {
    const caller = await authenticate(request, facts, options.offline === true);
    const { input, raw } = await readInput(request, options.input, params);
    const ctx = contextOf(caller, facts);
    const call = { request, facts, caller };
    const key = options.method === 'POST' ? readIdempotencyKey(request.headers) : null;
    const settle = (): Promise<void> => (options.routed === true ? untilRouted(ctx.database) : Promise.resolve());
    if (key === null) {
      const value = await options.handler(ctx, input, call);
      await settle();
      return toResponse(value, described, options.output);
    }
    const once = { route: `${options.method} ${options.path}`, key, bodySha256: sha256Hex(stableJson(raw)), status: described.status };
    const { value, replayed } = await runOnce(ctx, once, getResources().masterKey, async (within) => requirePlain(await options.handler(within, input, call)));
    await settle();
    const response = toResponse(value as z.output<Output>, described, options.output);
    if (replayed) response.headers.set('idempotency-replayed', 'true');
    return response;
  });
}

export interface OpenRouteOptions<Input extends z.ZodType, Output extends z.ZodType> extends Described<Input, Output> {
  readonly handler: (visitor: RequestFacts, input: z.output<Input>, request: Request) => Promise<z.output<Output> | Response>;
}

/** A route that needs no credentials: few, each named in the contract. Changes must still come from our own pages. */
export function openRoute<Input extends z.ZodType, Output extends z.ZodType = z.ZodVoid>(options: OpenRouteOptions<Input, Output>): RouteHandler {
  const described = describe(options, true);
  return answering(described, async (request, facts, params) => {
    if (options.method !== 'GET') requireSameOrigin(request, facts);
    const { input } = await readInput(request, options.input, params);
    return toResponse(await options.handler(facts, input, request), described, options.output);
  });
}

type RouteFacts = ReturnType<typeof describe>;

function describe<Input extends z.ZodType, Output extends z.ZodType>(options: Described<Input, Output>, open: boolean) {
  const { method, path, summary, input, output, produces } = options;
  const status = options.status ?? (output === undefined && produces === undefined ? 204 : 200);
  const described = {
    method,
    path,
    summary,
    input,
    status,
    open,
    ...(output === undefined ? {} : { output }),
    ...(produces === undefined ? {} : { produces }),
  };
  registerRoute(described);
  return described;
}

function answering(
  described: RouteFacts,
  answer: (request: Request, facts: RequestFacts, params: Record<string, string | string[] | undefined>) => Promise<Response>,
): RouteHandler {
  return async (request, context) => {
    const facts = factsOf(request);
    try {
      const response = await answer(request, facts, await context.params);
      response.headers.set('x-request-id', facts.requestId);
      return response;
    } catch (error) {
      return problemResponse(error, facts, `${described.method} ${described.path}`);
    }
  };
}

function contextOf(caller: Caller, facts: RequestFacts): Ctx {
  const { database, clock } = getResources();
  return { ...caller.principal, database, clock, requestId: facts.requestId, ip: facts.ip, userAgent: facts.userAgent };
}

function toResponse<Output extends z.ZodType>(value: z.output<Output> | Response, described: RouteFacts, output: Output | undefined): Response {
  if (value instanceof Response) {
    for (const [name, text] of Object.entries(answerHeaders)) if (!value.headers.has(name)) value.headers.set(name, text);
    return value;
  }
  if (output === undefined || described.status === 204) return new Response(null, { status: described.status, headers: answerHeaders });
  if (process.env.NODE_ENV === 'test') requirePromised(output, value, described);
  const headers = new Headers({ ...answerHeaders, 'content-type': 'application/json' });
  const revision: unknown = typeof value === 'object' && value !== null && 'revision' in value ? value.revision : undefined;
  if (typeof revision === 'number') headers.set('etag', `"${revision}"`);
  return new Response(JSON.stringify(value), { status: described.status, headers });
}

/** Tests fail on an answer that is not what the API promises; in production a promise is not worth refusing an answer for. */
function requirePromised(output: z.ZodType, value: unknown, described: RouteFacts): void {
  const checked = output.safeParse(value);
  if (!checked.success) throw new Error(`${described.method} ${described.path} answered something else than it promises: ${checked.error.message}`);
}

function requirePlain(value: unknown): unknown {
  if (value instanceof Response) throw new AppError('BAD_REQUEST', { detail: requestWords.noKeyHere() });
  return value;
}

function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.keyForm(),
    errors: [{ pointer: '/Idempotency-Key', detail: fieldWords.keyForm() }],
  });
}

/** The same input always gives the same text, in whatever order its fields came. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
