const slabBytes = 64 * 1024;
const smallBytes = 4096;

/**
 * Gathers the pieces of a body. Small pieces are copied together, so that a million one-byte chunks cost a megabyte; large ones are
 * kept as they are.
 */
export class BodyCollector {
  readonly parts: Buffer[] = [];
  sizeBytes = 0;
  #slab: Buffer | null = null;
  #slabUsed = 0;

  push(piece: Buffer): void {
    this.sizeBytes += piece.byteLength;
    if (piece.byteLength >= smallBytes || (this.parts.length === 0 && this.#slab === null)) {
      this.#close();
      this.parts.push(piece);
      return;
    }
    if (this.#slab !== null && this.#slab.byteLength - this.#slabUsed < piece.byteLength) this.#close();
    this.#slab ??= Buffer.allocUnsafeSlow(slabBytes);
    piece.copy(this.#slab, this.#slabUsed);
    this.#slabUsed += piece.byteLength;
  }

  /** The pieces in order; call once, when the body is complete. */
  finish(): Buffer[] {
    this.#close();
    return this.parts;
  }

  #close(): void {
    if (this.#slab === null) return;
    this.parts.push(this.#slab.subarray(0, this.#slabUsed));
    this.#slab = null;
    this.#slabUsed = 0;
  }
}
