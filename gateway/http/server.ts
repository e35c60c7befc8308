import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions, type Server as TlsServer } from 'node:tls';
import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import { type ConnectionHost, type Exchange, HttpConnection } from './connection';
import type { HttpLimits } from './limits';
import type { LoopTurn } from './loop-turn';
import type { RequestHead } from './request-head';
import { Ring } from './ring';

export interface HttpHandlers {
  handle(head: RequestHead, connection: HttpConnection): Exchange | null;
  refuse(error: unknown, connection: HttpConnection): void;
}

interface HttpServerOptions {
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly turn: LoopTurn;
  readonly handlers: HttpHandlers;
}

const tooMany = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/**
 * The public listener, plain and TLS. Sockets only enqueue their connection; once a turn of the event loop a bounded number of
 * connections is worked off in the order of arrival. Connections are bounded in all and per address (loopback is exempt from the latter).
 */
export class HttpServer implements ConnectionHost {
  readonly limits: HttpLimits;
  draining = false;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #turn: LoopTurn;
  readonly #handlers: HttpHandlers;
  readonly #line = new Ring<HttpConnection>();
  readonly #connections = new Set<HttpConnection>();
  readonly #perAddress = new Map<string, number>();
  readonly #servers: (Server | TlsServer)[] = [];
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: HttpServerOptions) {
    this.limits = options.limits;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#turn = options.turn;
    this.#handlers = options.handlers;
    this.#turn.register(() => this.#work());
    this.#sweeper = setInterval(() => {
      const now = this.nowMs();
      for (const connection of this.#connections) connection.sweep(now);
    }, 1_000).unref();
  }

  /** @returns the port. @throws Error `EADDRINUSE` and the like */
  listenPlain(host: string, port: number): Promise<number> {
    return this.#listen(
      createServer({ noDelay: true, keepAlive: true, allowHalfOpen: true }, (socket) => this.#accept(socket, false)),
      host,
      port,
    );
  }

  /** HTTPS with TLS 1.2 or newer. `onServer` gets the server, for certificates that change. */
  listenTls(host: string, port: number, options: TlsOptions, onServer: (server: TlsServer) => void): Promise<number> {
    const server = createTlsServer({
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: 10_000,
      noDelay: true,
      allowHalfOpen: true,
      ...options,
    });
    server.on('secureConnection', (socket: TLSSocket) => this.#accept(socket, true));
    server.on('tlsClientError', (error) => this.#log.debug({ err: error }, 'a TLS handshake failed'));
    onServer(server);
    return this.#listen(server, host, port);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  nowMs(): number {
    return this.#clock.monotonic();
  }

  wallMs(): number {
    return this.#clock.now();
  }

  enqueue(connection: HttpConnection): void {
    if (!connection.queued) {
      connection.queued = true;
      this.#line.push(connection);
    }
    this.#turn.schedule();
  }

  handle(head: RequestHead, connection: HttpConnection): Exchange | null {
    return this.#handlers.handle(head, connection);
  }

  refuse(error: unknown, connection: HttpConnection): void {
    this.#handlers.refuse(error, connection);
  }

  /** Accepts nothing more; connections close after their answer. Resolves when all are gone, or after `limitMs`, when they are cut. */
  async drain(limitMs: number): Promise<void> {
    this.draining = true;
    for (const server of this.#servers) server.close();
    for (const connection of this.#connections) connection.retire();
    const deadline = this.nowMs() + limitMs;
    while (this.#connections.size > 0 && this.nowMs() < deadline) await new Promise((next) => setTimeout(next, 20));
    for (const connection of this.#connections) connection.destroy();
    clearInterval(this.#sweeper);
  }

  #listen(server: Server, host: string, port: number): Promise<number> {
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 4096 }, () => {
        server.off('error', reject);
        server.on('error', (error) => this.#log.error({ err: error }, 'the listener failed'));
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  #accept(socket: Socket, encrypted: boolean): void {
    const connection = new HttpConnection(socket, this, encrypted);
    const { remoteAddress } = connection;
    const fromHere = remoteAddress === '::1' || remoteAddress.startsWith('127.');
    const count = (this.#perAddress.get(remoteAddress) ?? 0) + 1;
    if (this.#connections.size >= this.limits.connectionsMax || (!fromHere && count > this.limits.connectionsPerAddressMax)) {
      socket.end(tooMany, () => socket.destroy());
      return;
    }
    this.#perAddress.set(remoteAddress, count);
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      const left = (this.#perAddress.get(remoteAddress) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(remoteAddress);
      else this.#perAddress.set(remoteAddress, left);
    });
  }

  #work(): void {
    for (let left = this.limits.workPerTurn; left > 0; left--) {
      const connection = this.#line.shift();
      if (connection === undefined) return;
      connection.queued = false;
      connection.work();
    }
    if (this.#line.length > 0) this.#turn.schedule();
  }
}
