import { newId } from '@/core/ids';
import { requestIdPattern } from '@/core/names';
import { type Language, languageOf } from './language';

/** What is known of a request before anybody looks at its credentials or body. */
export interface RequestFacts {
  readonly requestId: string;
  /** Of the client; the gateway writes it and strips what clients claim. Without a gateway the caller is on this machine. */
  readonly ip: string;
  readonly userAgent: string;
  readonly language: Language;
  /** Origin as the browser sees it. */
  readonly origin: string;
  readonly secure: boolean;
}

export function factsOf(request: Request): RequestFacts {
  const { headers } = request;
  const url = new URL(request.url);
  const given = headers.get('x-request-id') ?? '';
  const secure = (headers.get('x-forwarded-proto') ?? url.protocol.slice(0, -1)) === 'https';
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? url.host;
  return {
    requestId: requestIdPattern.test(given) ? given : newId('req'),
    ip: headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || '127.0.0.1',
    userAgent: (headers.get('user-agent') ?? '').slice(0, 512),
    language: languageOf(headers),
    origin: `${secure ? 'https' : 'http'}://${host}`,
    secure,
  };
}

export function isLoopback(ip: string): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip);
}
