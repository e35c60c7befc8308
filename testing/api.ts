import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handleAuth } from '@/app/api/_http/auth-handler';
import { setResources } from '@/app/api/_http/resources';
import type { RouteHandler } from '@/app/api/_http/route';
import { type Clock, systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import { openStorage } from '@/providers/storage/open';
import { createTestDatabase } from './database';

/** A call and what came back. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every route; tests say what they expect of them
  readonly body: any;
}

export interface ApiCall {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is instead of JSON of `body`. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
}

/** A signed-in browser: its cookie, its CSRF token, its origin. */
export interface Browser {
  readonly cookie: string;
  readonly csrfToken: string;
}

export const origin = 'http://127.0.0.1:8080';

/**
 * The control API without Next around it: each route's own handler is called with a `Request`, over a real database and a disk
 * storage of the test's own.
 */
export async function openTestApi(clock: Clock = systemClock, environment: Readonly<Record<string, string>> = {}) {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'aimass-api-'));
  const settings = readSettings({ AIMASS_DATA_DIR: folder, DATABASE_URL: database.url, PORT: '0', ...environment });
  const paths = dataPaths(folder);
  for (const path of [paths.storage, paths.spool, paths.run]) mkdirSync(path, { recursive: true });
  const masterKey = randomBytes(32);
  const log = createLogger('test');
  log.level = 'silent';
  const storage = openStorage(settings, paths, masterKey);
  setResources({ settings, paths, masterKey, database: database.database, pool: database.pool, clock, log, storage });
  const table = await loadRoutes();

  /** One call of a route below `/api/v1`, as the gateway would pass it on; its answer unread. */
  async function open(method: string, path: string, { headers = {}, body, rawBody }: ApiCall = {}): Promise<Response> {
    const url = new URL(`/api/v1${path}`, origin);
    const found = match(table, url.pathname.slice('/api/v1'.length));
    const handler = found?.module[method];
    if (found === null || handler === undefined) throw new Error(`no route ${method} ${path}`);
    const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const request = new Request(url, {
      method,
      headers: { host: url.host, ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    return handler(request, { params: Promise.resolve(found.params) });
  }

  const call = async (method: string, path: string, what: ApiCall = {}): Promise<ApiAnswer> => toAnswer(await open(method, path, what));

  async function auth(method: string, path: string, cookie: string, form?: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const request = new Request(new URL(`/api/auth/${path}`, origin), {
      method,
      headers: { host: new URL(origin).host, cookie, ...headers },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    return handleAuth(request, path.split('/'));
  }

  /** One attempt to sign in, the way a browser does it. */
  async function signIn(email: string, password: string, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer & { cookie: string }> {
    const csrf = await auth('GET', 'csrf', '', undefined, headers);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const answer = await auth('POST', 'callback/credentials', cookiesOf(csrf), { csrfToken, email, password, json: 'true' }, headers);
    const cookie = cookiesOf(answer)
      .split('; ')
      .filter((pair) => /^(aimass|__Host-aimass)=./.test(pair))
      .join('; ');
    return { ...(await toAnswer(answer)), cookie };
  }

  /** A browser in which somebody has signed in. */
  async function browser(email: string, password: string): Promise<Browser> {
    const { cookie, status } = await signIn(email, password);
    if (cookie === '') throw new Error(`the sign-in of ${email} was answered with ${status}`);
    const me = await call('GET', '/me', { headers: { cookie } });
    return { cookie, csrfToken: String(me.body.csrfToken) };
  }

  /** A call from one of the console's own pages. */
  const from = (of: Browser, method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    call(method, path, { body, headers: { cookie: of.cookie, 'x-csrf-token': of.csrfToken, 'sec-fetch-site': 'same-origin', origin } });

  const withKey = (key: string, method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> =>
    call(method, path, { body, headers: { authorization: `Bearer ${key}`, ...headers } });

  return {
    ...database,
    settings,
    paths,
    masterKey,
    storage,
    log,
    routes: table,
    open,
    call,
    auth,
    signIn,
    browser,
    from,
    withKey,
    close: async () => {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;

export interface RouteEntry {
  /** `/endpoints/{name}` */
  readonly path: string;
  readonly module: Readonly<Record<string, RouteHandler>>;
}

async function loadRoutes(): Promise<RouteEntry[]> {
  const root = join(import.meta.dirname, '../app/api/v1');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)route\.ts$/.test(file));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: `/${file.replace(/\/?route\.ts$/, '').replaceAll(/\[([^\]]+)\]/g, '{$1}')}`,
      module: (await import(pathToFileURL(join(root, file)).href)) as Record<string, RouteHandler>,
    })),
  );
}

interface Match extends RouteEntry {
  readonly params: Record<string, string | string[]>;
}

function match(table: readonly RouteEntry[], path: string): Match | null {
  const parts = path.split('/');
  const candidates = table.flatMap((entry): Match[] => {
    const names = entry.path.split('/');
    if (names.at(-1) === '{...path}') return [{ ...entry, params: { path: parts.slice(1) } }];
    if (names.length !== parts.length) return [];
    const params: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      const part = decodeURIComponent(parts[index] ?? '');
      if (name.startsWith('{')) params[name.slice(1, -1)] = part;
      else if (name !== part) return [];
    }
    return [{ ...entry, params }];
  });
  // as in Next: a fixed name before a parameter, a parameter before the catch-all
  const dynamic = (entry: RouteEntry) => (entry.path.includes('...') ? 100 : entry.path.split('{').length);
  return candidates.sort((a, b) => dynamic(a) - dynamic(b))[0] ?? null;
}

async function toAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text };
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
