import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FromReplica, ToReplica } from '../replica/messages';

/** How an agent and its replica speak. */
export interface ReplicaChannel {
  /** What the replica is told of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it is a pipe that Node makes for a child. */
  readonly isPipe: boolean;
  open(child: ChildProcess, onMessage: (message: FromReplica) => void): void;
  /** A channel that is full or closed belongs to a process that hangs or has ended, which shows elsewhere. */
  send(message: ToReplica): void;
  /** Once the process is gone: resolves when all it said was heard. */
  finish(): Promise<void>;
}

/** The pipe as Node announces it to a child; a sandbox passes on the pipe but not the announcement. */
export class PipeChannel implements ReplicaChannel {
  readonly variables = { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'json' };
  readonly isPipe = true;
  #child: ChildProcess | null = null;

  open(child: ChildProcess, onMessage: (message: FromReplica) => void): void {
    this.#child = child;
    child.on('message', (message) => onMessage(message as FromReplica));
  }

  send(message: ToReplica): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  finish(): Promise<void> {
    return Promise.resolve(); // Node waits for the pipe before it tells of the end
  }
}

/** A socket in the one folder that the replica may write to, with a line of JSON for each message: for sandboxes through which no pipe comes. */
export class SocketChannel implements ReplicaChannel {
  readonly variables: Readonly<Record<string, string>>;
  readonly isPipe = false;
  readonly #path: string;
  readonly #server: Server;
  readonly #waiting: string[] = [];
  #socket: Socket | null = null;
  #closed = Promise.resolve();
  #onMessage: (message: FromReplica) => void = () => undefined;

  /** @param folder  of the replica's sockets */
  constructor(folder: string) {
    this.#path = join(folder, 'a');
    this.variables = { AIMASS_AGENT_SOCKET: this.#path };
    rmSync(this.#path, { force: true }); // of a process before
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.on('error', () => undefined); // nobody comes then, and the load takes too long
    this.#server.listen(this.#path);
  }

  open(_child: ChildProcess, onMessage: (message: FromReplica) => void): void {
    this.#onMessage = onMessage;
  }

  send(message: ToReplica): void {
    const line = `${JSON.stringify(message)}\n`;
    if (this.#socket === null) this.#waiting.push(line);
    else if (this.#socket.writable) this.#socket.write(line);
  }

  async finish(): Promise<void> {
    this.#server.close();
    await this.#closed;
  }

  /** The first to come is the replica; there is no other after it. */
  #accept(socket: Socket): void {
    if (this.#socket !== null) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#server.close();
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined); // its end tells
    for (const line of this.#waiting.splice(0)) socket.write(line);
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => this.#read(line));
    lines.on('error', () => undefined);
  }

  /** It comes from a process that strangers' bytes are loaded in. */
  #read(line: string): void {
    try {
      this.#onMessage(JSON.parse(line) as FromReplica);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#socket?.destroy();
    }
  }
}
