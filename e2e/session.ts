/** A person signed in to the console, by plain HTTP: the cookie of the session and the token that changes need. */
export interface Session {
  readonly cookie: string;
  readonly csrfToken: string;
  /** A call with the session's cookie; changes need `x-csrf-token` and an origin besides. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A change as the console's own pages make it. */
  change(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response>;
}

/** @throws Error when the credentials are refused */
export async function signIn(url: string, email: string, password: string): Promise<Session> {
  const jar = new Map<string, string>();
  const keep = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
  };
  const cookies = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const offered = await fetch(`${url}/api/auth/csrf`);
  keep(offered);
  const { csrfToken } = (await offered.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookies(), origin: url, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true', callbackUrl: url }),
  });
  keep(answer);
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', ...init, headers: { ...(init.headers as Record<string, string> | undefined), cookie: cookies() } });
  const me = await get('/api/v1/me');
  if (!me.ok) throw new Error(`signing in as ${email} was refused: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  const { csrfToken: token } = (await me.json()) as { csrfToken: string };
  return {
    cookie: cookies(),
    csrfToken: token,
    fetch: get,
    change: (method, path, body) =>
      get(path, {
        method,
        headers: { 'x-csrf-token': token, origin: url, 'sec-fetch-site': 'same-origin', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}
