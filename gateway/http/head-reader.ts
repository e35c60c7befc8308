import { parseHead, type RequestHead } from './request-head';

const keptBytesMax = 2048;

/** Reads the heads of one connection. A client that sends the same head again, as most do on one connection, has it parsed once. */
export class HeadReader {
  #bytes: Buffer | null = null;
  #head: RequestHead | null = null;

  /**
   * @param end index of the CRLFCRLF that ends the head at the start of `bytes`
   * @throws AppError as {@link parseHead} does
   */
  read(bytes: Buffer, end: number): RequestHead {
    if (this.#head !== null && this.#bytes?.byteLength === end && bytes.compare(this.#bytes, 0, end, 0, end) === 0) return this.#head;
    const head = parseHead(bytes, 0, end);
    const isKept = end <= keptBytesMax;
    this.#bytes = isKept ? Buffer.from(bytes.subarray(0, end)) : null;
    this.#head = isKept ? head : null;
    return head;
  }
}
