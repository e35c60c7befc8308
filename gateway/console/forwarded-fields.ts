import type { HttpConnection } from '../http/connection';
import type { RequestHead } from '../http/request-head';
import { fieldLine } from '../http/response-head';

/** Concern one connection only (RFC 9110, 7.6.1), or are set anew. */
const notForwarded = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
  'forwarded',
  'x-real-ip',
  'x-aimass-principal',
]);
const notForwardedPrefixes = ['x-forwarded-', 'x-middleware-'];

/** The head for the console: built from parsed parts, without anything by which a client could pose as the gateway. */
export function requestFields(head: RequestHead, connection: HttpConnection, requestId: string): Record<string, string | string[]> {
  const named = new Set((head.get('connection') ?? '').toLowerCase().split(/[\s,]+/));
  const fields: Record<string, string | string[]> = {};
  for (let i = 0; i < head.names.length; i++) {
    const name = head.names[i];
    if (notForwarded.has(name) || named.has(name) || notForwardedPrefixes.some((prefix) => name.startsWith(prefix))) continue;
    const before = fields[name];
    if (before === undefined) fields[name] = head.values[i];
    else if (name === 'cookie') fields[name] = `${String(before)}; ${head.values[i]}`;
    else fields[name] = [...(Array.isArray(before) ? before : [before]), head.values[i]];
  }
  fields['x-request-id'] = requestId;
  fields['x-forwarded-host'] = head.host;
  fields['x-forwarded-proto'] = connection.encrypted ? 'https' : 'http';
  fields['x-forwarded-for'] = connection.remoteAddress;
  return fields;
}

/** The console's own fields as they came, less those of the inner connection. */
export function responseFields(rawHeaders: readonly string[]): string {
  let fields = '';
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase();
    if (notForwarded.has(name) || name === 'date' || name.startsWith('x-middleware-')) continue;
    fields += fieldLine(rawHeaders[i], rawHeaders[i + 1]);
  }
  return fields;
}
