import type { Socket } from 'node:net';

const arenaBytes = 128 * 1024;

/**
 * Gathers what goes to one socket in a turn of the event loop and writes it at once. Small frames are built in place; large bodies
 * are written as they are, in order.
 */
export class SendBuffer {
  #arena: Buffer<ArrayBuffer> = Buffer.alloc(arenaBytes);
  #used = 0;
  #flushed = 0;
  #socket: Socket | null = null;

  attach(socket: Socket | null): void {
    this.#socket = socket;
    this.#used = 0;
    this.#flushed = 0;
  }

  /** Room for `bytes`; write them at {@link buffer} from the returned offset, before anything else is reserved. */
  reserve(bytes: number): number {
    if (this.#used + bytes > this.#arena.byteLength) {
      this.flush();
      if (this.#used > 0 || bytes > this.#arena.byteLength) this.#replace(bytes);
    }
    const at = this.#used;
    this.#used += bytes;
    return at;
  }

  get buffer(): Buffer<ArrayBuffer> {
    return this.#arena;
  }

  /** Large bytes, not copied: they must not change until they are out. */
  append(bytes: Uint8Array): void {
    this.#socket?.cork();
    this.flush();
    this.#socket?.write(bytes);
    this.#socket?.uncork();
  }

  flush(): void {
    if (this.#used === this.#flushed || this.#socket === null) return;
    this.#socket.write(this.#arena.subarray(this.#flushed, this.#used));
    this.#flushed = this.#used;
    // The arena may be written over only when the system has taken all of it.
    if (this.#socket.writableLength === 0) {
      this.#used = 0;
      this.#flushed = 0;
    }
  }

  #replace(bytes: number): void {
    this.#arena = Buffer.alloc(Math.max(arenaBytes, bytes));
    this.#used = 0;
    this.#flushed = 0;
  }
}
