import { Agent } from 'node:http';
import { AppError, isAppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { Exchange, HttpConnection } from '../http/connection';
import type { RequestHead } from '../http/request-head';
import { problemBody, retryAfter } from '../protocols/error-answer';
import { ConsoleExchange } from './console-exchange';

const retrySeconds = 2;
const startingPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${retrySeconds}"><meta name="viewport" content="width=device-width"><title>AI Mass is starting</title><style>body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0;color-scheme:light dark;background:Canvas;color:CanvasText}main{max-width:32rem;padding:2rem}</style></head><body><main><h1>The console is starting</h1><p>This page loads by itself in a moment. Predictions are answered meanwhile.</p></main></body></html>`;

/** Hands everything that is not the gateway's to the console process, so that users see one origin. */
export class ConsoleProxy {
  readonly #agent = new Agent({ keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 64, timeout: 0 });
  readonly #origin: URL | null;
  readonly #tlsFields: string;

  /** @param url where the console listens; without it every request hears that it is starting */
  constructor(url: string | undefined, tlsFields: string) {
    this.#origin = url === undefined ? null : new URL(url);
    this.#tlsFields = tlsFields;
  }

  begin(connection: HttpConnection, head: RequestHead, requestId: string): Exchange | null {
    if (this.#origin === null) {
      refuse(new AppError('CONSOLE_STARTING', { detail: inferenceWords.consoleMissing(), retryAfterSeconds: retrySeconds }), connection, head, requestId);
      return null;
    }
    return new ConsoleExchange(connection, head, requestId, { origin: this.#origin, agent: this.#agent, tlsFields: this.#tlsFields, refuse });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function refuse(error: unknown, connection: HttpConnection, head: RequestHead, requestId: string): void {
  const known = isAppError(error)
    ? error
    : new AppError('CONSOLE_STARTING', { detail: inferenceWords.consoleSilent(), retryAfterSeconds: retrySeconds, cause: error });
  const fields = `${retryAfter(known.details.retryAfterSeconds)}Cache-Control: no-store\r\nX-Request-Id: ${requestId}\r\n`;
  if (known.code === 'CONSOLE_STARTING' && (head.get('accept') ?? '').includes('text/html')) {
    connection.respond(known.status, `Content-Type: text/html; charset=utf-8\r\n${fields}`, startingPage);
  } else {
    connection.respond(known.status, `Content-Type: application/problem+json\r\n${fields}`, problemBody(known, requestId, head.get('accept-language')));
  }
}
