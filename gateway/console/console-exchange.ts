import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { AppError } from '@/core/errors';
import type { Exchange, HttpConnection } from '../http/connection';
import type { RequestHead } from '../http/request-head';
import { requestFields, responseFields } from './forwarded-fields';

interface ConsoleOptions {
  readonly origin: URL;
  readonly agent: Agent;
  /** Field lines for every answer over TLS, such as HSTS. */
  readonly tlsFields: string;
  /** Answers instead of a console that cannot be reached. */
  readonly refuse: (error: unknown, connection: HttpConnection, head: RequestHead, requestId: string) => void;
}

const bodyBytesMax = 64 * 1024 * 1024;
const answerMs = 120_000;

/** One request handed to the console and its answer handed back, both streamed: pieces pass as they come, and each side waits for the other. */
export class ConsoleExchange implements Exchange {
  readonly #connection: HttpConnection;
  readonly #head: RequestHead;
  readonly #requestId: string;
  readonly #options: ConsoleOptions;
  #request: ClientRequest;
  #answer: IncomingMessage | null = null;
  #bodyBytes = 0;
  #over = false;

  constructor(connection: HttpConnection, head: RequestHead, requestId: string, options: ConsoleOptions) {
    this.#connection = connection;
    this.#head = head;
    this.#requestId = requestId;
    this.#options = options;
    this.#request = this.#send();
    connection.sendContinue();
  }

  onBody(piece: Buffer): boolean {
    this.#bodyBytes += piece.byteLength;
    if (this.#over) return true;
    if (this.#bodyBytes > bodyBytesMax) {
      this.#fail(new AppError('BODY_TOO_LARGE', { detail: `The body is larger than ${bodyBytesMax} bytes.` }));
      return true;
    }
    if (this.#request.write(piece)) return true;
    this.#request.once('drain', () => this.#connection.resumeBody());
    return false;
  }

  onBodyEnd(): void {
    this.#request.end();
  }

  onGone(): void {
    this.#over = true;
    this.#request.destroy();
  }

  onDrain(): void {
    this.#answer?.resume();
  }

  /** Event streams end here; their clients come again, to whoever serves then. */
  onRetire(): void {
    if (this.#over || this.#answer?.headers['content-type']?.startsWith('text/event-stream') !== true) return;
    this.#over = true;
    this.#connection.end();
    this.#request.destroy();
  }

  #send(): ClientRequest {
    const { origin, agent } = this.#options;
    const request = httpRequest({
      host: origin.hostname,
      port: origin.port,
      method: this.#head.method,
      path: this.#head.target,
      headers: requestFields(this.#head, this.#connection, this.#requestId),
      setHost: false,
      agent,
    });
    request.setTimeout(answerMs, () => {
      if (this.#answer === null) request.destroy(new Error('the console does not answer'));
    });
    request.on('response', (answer) => this.#onAnswer(answer));
    request.on('error', (error) => this.#onError(request, error));
    return request;
  }

  #onAnswer(answer: IncomingMessage): void {
    this.#answer = answer;
    const status = answer.statusCode ?? 502;
    const fields = responseFields(answer.rawHeaders) + (this.#connection.encrypted ? this.#options.tlsFields : '');
    const bodyless = this.#head.method === 'HEAD' || status === 204 || status === 304;
    this.#connection.start(status, fields, bodyless ? 'none' : answer.headers['content-length'] === undefined ? 'chunked' : 'length');
    answer.on('data', (piece: Buffer) => {
      if (!this.#connection.write(piece)) answer.pause();
    });
    answer.on('end', () => {
      if (this.#over) return;
      this.#over = true;
      this.#connection.end();
    });
    answer.on('error', (error) => this.#fail(error));
    answer.on('close', () => {
      if (!this.#over) this.#fail(new Error('the console broke off'));
    });
  }

  #onError(request: ClientRequest, error: NodeJS.ErrnoException): void {
    if (this.#over || request !== this.#request) return;
    const stale = request.reusedSocket && error.code === 'ECONNRESET' && this.#answer === null && !this.#head.hasBody;
    if (!stale) {
      this.#fail(error);
      return;
    }
    this.#request = this.#send(); // the kept connection was closed as the request was sent; nothing of it was answered
    this.#request.end();
  }

  /** Once the answer has begun, breaking off is the only way to say that it is not complete. */
  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#request.destroy();
    if (this.#answer !== null) this.#connection.destroy();
    else this.#options.refuse(error, this.#connection, this.#head, this.#requestId);
  }
}
