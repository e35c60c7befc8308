import { api } from '@/components/api';
import type { Call } from './snippets';
import { type Split, splitOf } from './timing';

export interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  readonly requestId: string;
  readonly variant: string;
  readonly version: string;
  readonly totalMs: number;
  readonly split: Split | null;
  readonly retryAfterSeconds: number | null;
}

const tokens = new Map<string, { token: string; expiresAt: number }>();
const marginMs = 60_000;

/** A token to call one endpoint, made anew a minute before it ends. */
async function tokenOf(endpoint: string): Promise<string> {
  const known = tokens.get(endpoint);
  if (known !== undefined && known.expiresAt - marginMs > Date.now()) return known.token;
  const { token, expiresAt } = await api.post<{ token: string; expiresAt: string }>('/playground/token', { endpoint });
  tokens.set(endpoint, { token, expiresAt: Date.parse(expiresAt) });
  return token;
}

/** Calls the public address as any caller would. @throws ApiError when no token is given; TypeError when there is no answer */
export async function runCall(endpoint: string, call: Call, signal: AbortSignal): Promise<Outcome> {
  const authorization = `Bearer ${await tokenOf(endpoint)}`;
  const startedAt = performance.now();
  const answer = await fetch(call.url, {
    method: 'POST',
    // errors in the console's language, which need not be the browser's
    headers: { authorization, 'content-type': call.contentType, 'accept-language': document.documentElement.lang },
    body: call.body,
    credentials: 'omit',
    signal,
  });
  const text = await answer.text();
  const totalMs = performance.now() - startedAt;
  if (answer.status === 401) tokens.delete(endpoint);
  const retryAfter = Number(answer.headers.get('retry-after'));
  return {
    status: answer.status,
    text,
    json: parse(text),
    requestId: answer.headers.get('x-request-id') ?? '',
    variant: answer.headers.get('x-aimass-variant') ?? '',
    version: answer.headers.get('x-aimass-version') ?? '',
    totalMs,
    split: splitOf(answer.headers.get('server-timing'), totalMs),
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // shown as text
  }
}
