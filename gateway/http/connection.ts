import type { Socket } from 'node:net';
import { AppError } from '@/core/errors';
import { BodyDecoder } from './body-decoder';
import { HeadReader } from './head-reader';
import type { HttpLimits } from './limits';
import { findHeadEnd, type RequestHead } from './request-head';
import { currentDateLine, statusLine } from './response-head';

/** What answers one request. All calls come from the connection, in this order: body pieces, body end; `onGone` at any time, at most once. */
export interface Exchange {
  /** A piece of the body; it may be kept. @returns false to hear no more until {@link HttpConnection.resumeBody} */
  onBody(piece: Buffer): boolean;
  onBodyEnd(): void;
  /** The client left before the answer was complete; nothing may be written any more. */
  onGone(): void;
  /** The client reads again after {@link HttpConnection.write} returned false. */
  onDrain(): void;
  /** The server stops: an answer that has no end by itself ends now. */
  onRetire(): void;
}

/** What a connection needs of its server. */
export interface ConnectionHost {
  readonly limits: HttpLimits;
  readonly draining: boolean;
  nowMs(): number;
  wallMs(): number;
  /** Puts the connection at the end of the line for client work. */
  enqueue(connection: HttpConnection): void;
  /** Answers at once, or returns what will. */
  handle(head: RequestHead, connection: HttpConnection): Exchange | null;
  /** Answers a request that could not be read; the connection closes after it. */
  refuse(error: unknown, connection: HttpConnection): void;
}

const heldBytesMax = 128 * 1024;
const discardBytesMax = 64 * 1024;
const halfClosedMs = 100;
const emptyLine = '\r\n';

/**
 * One client connection: requests are read one after the other, each answered before the next is looked at, so pipelined requests are
 * answered in order. States: `head` (waiting for or reading a head), `body`, `discard` (the rest of a body nobody wants), `closing`
 * (the last answer is out), `closed`.
 */
export class HttpConnection {
  readonly remoteAddress: string;
  readonly encrypted: boolean;
  /** True while the connection stands in the server's line. */
  queued = false;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  #state: 'head' | 'body' | 'discard' | 'closing' | 'closed' = 'head';
  #held: Buffer | null = null;
  readonly #heads = new HeadReader();
  #head: RequestHead | null = null;
  #exchange: Exchange | null = null;
  #decoder: BodyDecoder | null = null;
  #bodyBytes = 0;
  #bodyPaused = false;
  #answering: 'no' | 'started' | 'done' = 'no';
  #keepAlive = true;
  #chunkedAnswer = false;
  #continued = false;
  #peerEnded = false;
  #since: number;
  #windowBytes = 0;
  #stalledSince = 0;
  #writtenBefore = 0;
  readonly #sink = (piece: Buffer): void => {
    this.#bodyBytes += piece.byteLength;
    this.#windowBytes += piece.byteLength;
    if (this.#state === 'body' && this.#exchange !== null && !this.#exchange.onBody(piece)) this.#bodyPaused = true;
  };

  constructor(socket: Socket, host: ConnectionHost, encrypted: boolean) {
    this.#socket = socket;
    this.#host = host;
    this.encrypted = encrypted;
    this.remoteAddress = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    this.#since = host.nowMs();
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => this.#onEnd());
    socket.on('drain', () => this.#exchange?.onDrain());
    socket.on('error', () => socket.destroy()); // 'close' follows and does the rest
    socket.on('close', () => this.#onClose());
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  /** True while a request is being read or answered. */
  get busy(): boolean {
    return this.#head !== null || (this.#state === 'head' && this.#held !== null);
  }

  /** One unit of work: a request head and what is there of its body. */
  work(): void {
    if (this.#state === 'closed' || this.#state === 'closing') {
      this.#held = null;
      return;
    }
    try {
      if (this.#state === 'head' && this.#head === null) this.#readHead();
      if (this.#state === 'body' || this.#state === 'discard') this.#readBody();
    } catch (error) {
      this.#refuse(error);
    }
    this.#flow();
  }

  /** Tells a client that waits for it to send its body. */
  sendContinue(): void {
    if (this.#head?.expectContinue !== true || this.#continued || this.#bodyBytes > 0 || this.#answering !== 'no') return;
    this.#continued = true;
    this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
  }

  resumeBody(): void {
    if (!this.#bodyPaused) return;
    this.#bodyPaused = false;
    if (this.#held !== null || this.#decoder?.complete === true) this.#host.enqueue(this);
    this.#flow();
  }

  /** The connection closes after the answer under way. */
  closeAfterAnswer(): void {
    this.#keepAlive = false;
  }

  /**
   * The whole answer in one write.
   * @param fields complete field lines, each with its line end; Date, Content-Length and Connection are added here
   */
  respond(status: number, fields: string, body: Uint8Array | string): void {
    if (this.#answering !== 'no' || this.#state === 'closed') return;
    const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    const head = `${this.#begin(status, fields)}Content-Length: ${bodyBytes}\r\n${this.#connectionLine()}${emptyLine}`;
    if (this.#head?.method === 'HEAD' || bodyBytes === 0) this.#socket.write(head, 'latin1');
    else if (bodyBytes > 65_536) {
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
      this.#socket.uncork();
    } else {
      const answer = Buffer.allocUnsafe(head.length + bodyBytes);
      answer.write(head, 0, 'latin1');
      if (typeof body === 'string') answer.write(body, head.length, 'utf8');
      else answer.set(body, head.length);
      this.#socket.write(answer);
    }
    this.#finish();
  }

  /** Begins an answer whose body is streamed. `framing`: the body's length is in `fields`, it is chunked here, or there is none. */
  start(status: number, fields: string, framing: 'length' | 'chunked' | 'none'): void {
    if (this.#answering !== 'no' || this.#state === 'closed') return;
    this.#chunkedAnswer = framing === 'chunked' && this.#head?.minorVersion === 1;
    if (framing === 'chunked' && !this.#chunkedAnswer) this.#keepAlive = false; // HTTP/1.0: the end of the connection ends the body
    const coding = this.#chunkedAnswer ? 'Transfer-Encoding: chunked\r\n' : '';
    this.#socket.write(`${this.#begin(status, fields)}${coding}${this.#connectionLine()}${emptyLine}`, 'latin1');
  }

  /** @returns false when the client does not keep up; `onDrain` tells when it does again */
  write(piece: Uint8Array): boolean {
    if (this.#answering !== 'started' || this.#state === 'closed' || piece.byteLength === 0) return true;
    if (!this.#chunkedAnswer) return this.#socket.write(piece);
    this.#socket.cork();
    this.#socket.write(`${piece.byteLength.toString(16)}\r\n`, 'latin1');
    this.#socket.write(piece);
    const keepsUp = this.#socket.write(emptyLine, 'latin1');
    this.#socket.uncork();
    return keepsUp;
  }

  end(): void {
    if (this.#answering !== 'started' || this.#state === 'closed') return;
    if (this.#chunkedAnswer) this.#socket.write('0\r\n\r\n', 'latin1');
    this.#finish();
  }

  /** Breaks off: the client must see that the answer is not complete. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Lets a connection without a request go; others close after their answer. */
  retire(): void {
    this.#keepAlive = false;
    if (!this.busy && this.#state === 'head') this.#close();
    this.#exchange?.onRetire();
  }

  /** Once a second: time limits of whatever the connection is waiting for. */
  sweep(now: number): void {
    const { limits } = this.#host;
    const waited = now - this.#since;
    this.#sweepWriting(now);
    if (this.#state === 'closing') {
      if (waited > limits.lingerMs && this.#socket.writableLength === 0) this.#socket.destroy();
    } else if (this.#state === 'head' && this.#head === null) {
      if (this.#held !== null && waited > limits.headMs) this.#refuse(new AppError('REQUEST_TIMEOUT', 'The request head arrived too slowly.'));
      else if (this.#held === null && waited > limits.idleMs) this.#close();
    } else if ((this.#state === 'body' || this.#state === 'discard') && !this.#bodyPaused && waited > limits.bodyProgressMs) {
      if (this.#windowBytes < limits.bodyProgressBytes) this.#refuse(new AppError('REQUEST_TIMEOUT', 'The request body arrived too slowly.'));
      this.#windowBytes = 0;
      this.#since = now;
    }
  }

  #sweepWriting(now: number): void {
    const written = this.#socket.bytesWritten;
    const moved = written - this.#socket.writableLength;
    if (this.#socket.writableLength === 0 || moved !== this.#writtenBefore) this.#stalledSince = now;
    else if (now - this.#stalledSince > this.#host.limits.writeStallMs) this.#socket.destroy();
    this.#writtenBefore = moved;
  }

  #onData(chunk: Buffer): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    if (this.#held === null) {
      this.#held = chunk;
      if (this.#state === 'head' && this.#head === null) this.#since = this.#host.nowMs();
    } else this.#held = Buffer.concat([this.#held, chunk]);
    this.#flow();
    this.#host.enqueue(this);
  }

  /** Reading stops while more is held than will be looked at soon. */
  #flow(): void {
    const full = this.#bodyPaused || (this.#held?.byteLength ?? 0) > heldBytesMax;
    if (full !== this.#socket.isPaused() && this.#state !== 'closed') {
      if (full) this.#socket.pause();
      else this.#socket.resume();
    }
  }

  #onEnd(): void {
    this.#peerEnded = true;
    if (this.#held !== null)
      this.#host.enqueue(this); // what was sent whole before the end is still answered
    else if (this.#exchange === null) this.#close();
    else {
      // A client that closed looks like one that only has nothing more to send: what is almost ready still goes out.
      const exchange = this.#exchange;
      setTimeout(() => {
        if (this.#exchange === exchange) this.#leave();
      }, halfClosedMs).unref();
    }
  }

  /** The client left while its answer was awaited. */
  #leave(): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#state = 'closed';
    exchange?.onGone();
    this.#socket.destroy();
  }

  #onClose(): void {
    this.#state = 'closed';
    this.#held = null;
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.onGone();
  }

  #readHead(): void {
    if (this.#held === null) return;
    const end = findHeadEnd(this.#held, 0);
    if (end < 0) {
      if (this.#peerEnded) this.#close();
      return;
    }
    const head = this.#heads.read(this.#held, end);
    this.#held = end + 4 === this.#held.byteLength ? null : this.#held.subarray(end + 4);
    this.#head = head;
    this.#answering = 'no';
    this.#keepAlive = head.keepAlive && !this.#host.draining;
    this.#continued = false;
    this.#bodyBytes = 0;
    this.#windowBytes = 0;
    this.#bodyPaused = false;
    this.#since = this.#host.nowMs();
    this.#decoder = head.hasBody ? new BodyDecoder(head.chunked, head.contentLength) : null;
    this.#state = head.hasBody ? 'body' : 'head';
    const exchange = this.#host.handle(head, this);
    if (exchange === null || this.#head !== head) return; // answered already
    this.#exchange = exchange;
    if (this.#decoder === null) exchange.onBodyEnd();
  }

  #readBody(): void {
    const decoder = this.#decoder;
    if (decoder === null || this.#bodyPaused) return;
    if (this.#held !== null) {
      const used = decoder.take(this.#held, this.#sink);
      this.#held = used === this.#held.byteLength ? null : this.#held.subarray(used);
    }
    if (this.#state === 'discard' && this.#bodyBytes > discardBytesMax) this.#close();
    if (!decoder.complete && this.#peerEnded && !this.#bodyPaused) this.#leave();
    if (!decoder.complete || this.#bodyPaused) return;
    this.#decoder = null;
    const wasWanted = this.#state === 'body';
    this.#state = 'head';
    if (!wasWanted) this.#next();
    else this.#exchange?.onBodyEnd();
  }

  #begin(status: number, fields: string): string {
    this.#answering = 'started';
    if (this.#host.draining || this.#peerEnded) this.#keepAlive = false;
    if (this.#decoder !== null && !this.#canDiscard()) this.#keepAlive = false;
    return statusLine(status) + currentDateLine(this.#host.wallMs()) + fields;
  }

  #canDiscard(): boolean {
    const length = this.#head?.contentLength ?? -1;
    return length >= 0 && length - this.#bodyBytes <= discardBytesMax && (this.#head?.expectContinue !== true || this.#continued);
  }

  #connectionLine(): string {
    if (!this.#keepAlive) return 'Connection: close\r\n';
    return this.#head?.minorVersion === 0 ? 'Connection: keep-alive\r\n' : '';
  }

  #finish(): void {
    this.#answering = 'done';
    this.#exchange = null;
    if (!this.#keepAlive) this.#close();
    else if (this.#decoder === null) this.#next();
    else {
      this.#state = 'discard';
      this.#bodyPaused = false;
      this.#host.enqueue(this);
    }
  }

  /** Ready for the next request; what came early is looked at in its turn. */
  #next(): void {
    this.#head = null;
    this.#answering = 'no';
    this.#since = this.#host.nowMs();
    if (this.#held !== null) this.#host.enqueue(this);
    else if (this.#peerEnded) this.#close();
  }

  #refuse(error: unknown): void {
    this.#keepAlive = false;
    this.#bodyPaused = false;
    const exchange = this.#exchange;
    this.#exchange = null;
    if (this.#answering === 'no') this.#host.refuse(error, this);
    else if (this.#answering === 'started') this.#socket.destroy();
    exchange?.onGone();
    this.#close();
  }

  /** Ends our side, and reads away what still comes, so that the last answer is not lost to a reset. */
  #close(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return;
    this.#state = 'closing';
    this.#held = null;
    this.#bodyPaused = false;
    this.#since = this.#host.nowMs();
    this.#socket.resume();
    this.#socket.end();
  }
}
