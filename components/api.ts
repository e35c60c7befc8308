import { type CallOptions, Http, type Method } from '@/client/http';

let csrfToken = '';

/** Set once it is known who is signed in: changes are refused without it. */
export function setCsrfToken(token: string): void {
  if (typeof window !== 'undefined') csrfToken = token; // on the server this module serves many people
}

const headers = (): Record<string, string> => (csrfToken === '' ? {} : { 'x-csrf-token': csrfToken });
/** For parts of `client/` that bring their own calls. */
export const http = new Http({ baseUrl: '', headers });

/** The console's one way to the control API; `path` is below `/api/v1`. Every call throws `ApiError`. */
export const api = {
  get: <T>(path: string, query?: CallOptions['query'], signal?: AbortSignal): Promise<T> => http.call<T>('GET', `/api/v1${path}`, { query, signal }),
  post: <T>(path: string, body: unknown = {}, options: Omit<CallOptions, 'body'> = {}): Promise<T> => call<T>('POST', path, body, options),
  patch: <T>(path: string, body: unknown, options: Omit<CallOptions, 'body'> = {}): Promise<T> => call<T>('PATCH', path, body, options),
  put: <T>(path: string, body: unknown, options: Omit<CallOptions, 'body'> = {}): Promise<T> => call<T>('PUT', path, body, options),
  delete: <T>(path: string, options: CallOptions = {}): Promise<T> => http.call<T>('DELETE', `/api/v1${path}`, options),
};

function call<T>(method: Method, path: string, body: unknown, options: Omit<CallOptions, 'body'>): Promise<T> {
  return http.call<T>(method, `/api/v1${path}`, { ...options, body });
}

/** One path segment. */
export const segment = encodeURIComponent;
