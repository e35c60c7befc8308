import type { Socket } from 'node:net';

const arenaBytes = 64 * 1024;

/**
 * Frames to one gateway, gathered in one buffer and written once a loop turn: about ten frames share a system call under load.
 */
export class Outbox {
  readonly #socket: Socket;
  #arena = Buffer.allocUnsafeSlow(arenaBytes);
  /** Frames of this turn are `#arena[0, #used)`, after those in `#full`. */
  #used = 0;
  #full: Buffer<ArrayBuffer>[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Where the next frame goes: into `buffer`, at the returned offset. Valid until the next call. */
  reserve(bytes: number): number {
    if (this.#used + bytes > this.#arena.byteLength) this.#next(bytes);
    const at = this.#used;
    this.#used += bytes;
    return at;
  }

  get buffer(): Buffer<ArrayBuffer> {
    return this.#arena;
  }

  append(frame: Uint8Array): void {
    const at = this.reserve(frame.byteLength);
    this.#arena.set(frame, at);
  }

  flush(): void {
    if (this.#used === 0 && this.#full.length === 0) return;
    const last = this.#arena.subarray(0, this.#used);
    if (this.#socket.destroyed) {
      this.#full = [];
      this.#used = 0;
      return;
    }
    if (this.#full.length === 0) this.#socket.write(last);
    else {
      this.#socket.cork();
      for (const buffer of this.#full) this.#socket.write(buffer);
      this.#socket.write(last);
      this.#socket.uncork();
      this.#full = [];
    }
    // Once the system has taken all bytes, the memory is ours again.
    if (this.#socket.writableLength > 0 || this.#arena.byteLength > arenaBytes) this.#arena = Buffer.allocUnsafeSlow(arenaBytes);
    this.#used = 0;
  }

  #next(bytes: number): void {
    if (this.#used > 0) this.#full.push(this.#arena.subarray(0, this.#used));
    this.#arena = Buffer.allocUnsafeSlow(Math.max(bytes, arenaBytes));
    this.#used = 0;
  }
}
