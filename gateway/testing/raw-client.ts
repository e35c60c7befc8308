import { createConnection, type Socket } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** A client that sends exactly the bytes it is told, and cuts what comes back into answers. */
export class RawClient {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  closed = false;
  #wake: (() => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    socket.on('error', () => socket.destroy());
    socket.on('end', () => this.#onClosed());
    socket.on('close', () => this.#onClosed());
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () => resolve(new RawClient(socket)));
      socket.on('error', reject);
    });
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** No more will be sent; answers are still read. */
  finish(): void {
    this.#socket.end();
  }

  leave(): void {
    this.#socket.destroy();
  }

  get receivedBytes(): number {
    return this.#received.byteLength;
  }

  /** The next whole answer, or null when the connection ends before there is one. */
  async answer(limitMs = 5_000): Promise<RawAnswer | null> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const answer = this.#take();
      if (answer !== null) return answer;
      if (this.closed) return null;
      await this.#more(deadline);
    }
  }

  async untilClosed(limitMs = 5_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!this.closed) await this.#more(deadline);
  }

  #onClosed(): void {
    this.closed = true;
    this.#wake?.();
  }

  #more(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing more came; so far: ${this.#received.toString('latin1').slice(0, 300)}`)), deadline - Date.now());
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }

  #take(): RawAnswer | null {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const [statusLine, ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const status = Number(statusLine.split(' ')[1]);
    const length = status === 100 ? 0 : Number(headers['content-length'] ?? 0);
    if (this.#received.byteLength < end + 4 + length) return null;
    const body = this.#received.subarray(end + 4, end + 4 + length);
    this.#received = this.#received.subarray(end + 4 + length);
    return { status, headers, body };
  }
}
