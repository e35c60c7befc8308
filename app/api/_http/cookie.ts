/** The value of one cookie as it was sent; null without it. */
export function readCookie(headers: Headers, name: string): string | null {
  return splitCookies(headers).get(name) ?? null;
}

export function splitCookies(headers: Headers): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}
