import type { Sentences } from '@/core/sentences/stored';
/** One place in a request that is wrong: `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface ProblemField {
  readonly pointer: string;
  readonly detail: string;
}

/** The API's problem document (RFC 9457), thrown as it came. `status` 0 = no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly reason: string | undefined;
  readonly fix: string | undefined;
  readonly evidence: string | undefined;
  readonly requestId: string;
  readonly errors: readonly ProblemField[];
  readonly retryAfterSeconds: number | null;
  /** Of `detail`, `fix` and `evidence` where they were not translated by the server, such as those of a stored reason. */
  readonly sentences: Sentences | undefined;

  constructor(status: number, problem: Partial<Record<string, unknown>>, retryAfterSeconds: number | null = null) {
    const text = (name: string): string | undefined => (typeof problem[name] === 'string' ? problem[name] : undefined);
    super(text('detail') ?? text('title') ?? `The server answered ${status}.`);
    this.name = 'ApiError';
    this.status = status;
    this.code = text('code') ?? 'INTERNAL';
    this.title = text('title') ?? '';
    this.detail = this.message;
    this.reason = text('cause');
    this.fix = text('fix');
    this.evidence = text('evidence');
    this.requestId = text('requestId') ?? '';
    this.errors = Array.isArray(problem.errors) ? (problem.errors as ProblemField[]) : [];
    this.retryAfterSeconds = retryAfterSeconds;
    this.sentences = typeof problem.sentences === 'object' && problem.sentences !== null ? (problem.sentences as Sentences) : undefined;
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface HttpOptions {
  /** Origin of the installation, without a slash at the end; '' in the browser. */
  readonly baseUrl: string;
  /** Headers of every call: the API key, or the CSRF token of the session. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** The one way in which console and command line speak to `/api/v1`. */
export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /** @param path below the origin, beginning with `/` @returns the parsed JSON, or the text of another type @throws ApiError */
  call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
    const headers = { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers };
    return this.#exchange(method, path, options.body === undefined ? undefined : JSON.stringify(options.body), { ...options, headers });
  }

  /** Sends `body` byte for byte as it is, as predictions want. @throws ApiError */
  send<T>(method: Method, path: string, body: BodyInit, contentType: string, options: Omit<CallOptions, 'body'> = {}): Promise<T> {
    return this.#exchange(method, path, body, { ...options, headers: { 'content-type': contentType, ...options.headers } });
  }

  async #exchange<T>(method: Method, path: string, body: BodyInit | undefined, options: Omit<CallOptions, 'body'>): Promise<T> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(options.query ?? {})) if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
    const search = query.size === 0 ? '' : `?${query}`;
    const headers = { ...this.#options.headers?.(), ...options.headers };
    let answer: Response;
    try {
      answer = await fetch(`${this.#options.baseUrl}${path}${search}`, {
        method,
        headers,
        signal: options.signal,
        body,
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(0, {
        code: 'UNREACHABLE',
        detail: 'The server cannot be reached.',
        fix: 'Check that the installation runs and the address is right.',
      });
    }
    const text = await answer.text();
    const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
    const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : text;
    if (answer.ok) return parsed as T;
    const retryAfter = Number(answer.headers.get('retry-after'));
    const problem = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : { detail: text.slice(0, 500) };
    throw new ApiError(answer.status, problem, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
  }
}
