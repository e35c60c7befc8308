import { readSync } from 'node:fs';

const windowBytes = 64 * 1024;
/** Texts and small tensors; longer fields are skipped, never read. */
const bytesMax = 1024 * 1024;

/** The bytes are no protobuf message, or end too early. */
export class ProtoError extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ProtoError';
  }
}

/** Bytes of a file, read through one small window, so that a model of any size costs the same memory. */
export class ProtoFile {
  readonly #fd: number;
  readonly #window = Buffer.alloc(windowBytes);
  #start = 0;
  #length = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  byte(at: number): number {
    if (at < this.#start || at >= this.#start + this.#length) this.#fill(at);
    if (this.#length === 0) throw new ProtoError('it ends too early');
    return this.#window[at - this.#start];
  }

  bytes(start: number, end: number): Buffer {
    if (end - start > bytesMax) throw new ProtoError(`a field of ${end - start} bytes is too long`);
    const found = Buffer.alloc(end - start);
    let filled = 0;
    while (filled < found.byteLength) {
      const read = readSync(this.#fd, found, filled, found.byteLength - filled, start + filled);
      if (read === 0) throw new ProtoError('it ends too early');
      filled += read;
    }
    return found;
  }

  #fill(at: number): void {
    this.#start = at;
    this.#length = readSync(this.#fd, this.#window, 0, windowBytes, at);
  }
}

export interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Where the field begins with its tag, and where it ends. */
  readonly start: number;
  readonly end: number;
}

/**
 * Walks the fields of one protobuf message in [start, end) of a file. Every length is checked against the message it lies in.
 * A field's value is read by the method that fits, or simply left: `next` goes on behind it.
 */
export class ProtoReader {
  readonly #file: ProtoFile;
  readonly #end: number;
  #at: number;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(file: ProtoFile, start: number, end: number) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
  }

  /** The next field, or null at the end. @throws ProtoError */
  next(): Field | null {
    if (this.#at >= this.#end) return null;
    const start = this.#at;
    const tag = this.#varint();
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (number === 0 || number > 0x1fff_ffff) throw new ProtoError(`there is no field ${number}`);
    this.#valueStart = this.#at;
    this.#valueEnd = this.#endOf(wireType);
    this.#at = this.#valueEnd;
    return { number, wireType, start, end: this.#valueEnd };
  }

  #endOf(wireType: number): number {
    let end: number;
    if (wireType === 0) {
      this.#varint();
      end = this.#at;
    } else if (wireType === 1) end = this.#at + 8;
    else if (wireType === 5) end = this.#at + 4;
    else if (wireType === 2) {
      const length = this.#varint();
      this.#valueStart = this.#at;
      end = this.#at + length;
    } else throw new ProtoError(`wire type ${wireType} is not known`);
    if (end > this.#end) throw new ProtoError('a field is longer than the message it lies in');
    return end;
  }

  /** The current field as an unsigned number below 2^53; larger ones are Infinity. */
  number(): number {
    this.#at = this.#valueStart;
    const value = this.#varint();
    this.#at = this.#valueEnd;
    return value;
  }

  /** The current field as a signed 64-bit number. */
  signed(): bigint {
    let value = 0n;
    for (let at = this.#valueStart, shift = 0n; at < this.#valueEnd; at++, shift += 7n) value |= BigInt(this.#file.byte(at) & 127) << shift;
    return BigInt.asIntN(64, value);
  }

  /** The current field as text; empty where it is longer than any name can be. */
  text(): string {
    return this.length > bytesMax ? '' : this.bytes().toString('utf8');
  }

  /** The current field's bytes. @throws ProtoError where they are more than 1 MiB */
  bytes(): Buffer {
    return this.#file.bytes(this.#valueStart, this.#valueEnd);
  }

  get length(): number {
    return this.#valueEnd - this.#valueStart;
  }

  get valueStart(): number {
    return this.#valueStart;
  }

  /** The current field as a message of its own. */
  message(): ProtoReader {
    return new ProtoReader(this.#file, this.#valueStart, this.#valueEnd);
  }

  /** The current field as packed or single signed numbers. */
  signedList(wireType: number): bigint[] {
    if (wireType === 0) return [this.signed()];
    const inner = new ProtoReader(this.#file, this.#valueStart, this.#valueEnd);
    const values: bigint[] = [];
    while (inner.#at < inner.#end) {
      inner.#valueStart = inner.#at;
      inner.#varint();
      inner.#valueEnd = inner.#at;
      values.push(inner.signed());
    }
    return values;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#at >= this.#end) throw new ProtoError('it ends too early');
      const byte = this.#file.byte(this.#at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : value;
      factor *= 128;
    }
    throw new ProtoError('a number is too long');
  }
}
