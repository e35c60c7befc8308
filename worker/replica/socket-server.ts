import { chmodSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * Listens on a Unix socket whose lasting name survives restarts: a new process takes the name over in one step, so that there is no
 * moment in which a gateway finds nothing but a dead file.
 */
export class SocketServer {
  readonly #path: string;
  readonly #server: Server;
  #inode = 0;

  constructor(address: string, onConnection: (socket: Socket) => void) {
    if (!address.startsWith('unix:')) throw new RangeError(`cannot listen on ${address}`);
    this.#path = address.slice('unix:'.length);
    this.#server = createServer({ noDelay: true }, onConnection);
  }

  async listen(): Promise<void> {
    const own = `${this.#path}.${process.pid}`;
    rmSync(own, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(own, () => resolve());
    });
    chmodSync(own, 0o600);
    this.#inode = statSync(own).ino;
    renameSync(own, this.#path);
  }

  /** Takes no more connections; those that are open stay. */
  close(): void {
    this.#server.close();
    if (statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode) rmSync(this.#path, { force: true });
  }
}
