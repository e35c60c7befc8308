import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip that a test makes: honest by default, a lie wherever a field is given. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  readonly deflate?: boolean;
  /** Unix mode with its type bits, as Info-ZIP stores it. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly uncompressedSize?: number;
  /** Name in the entry's own header, where it is another one. */
  readonly localName?: string;
  /** Where the directory says the entry begins, where it is another place. */
  readonly offset?: number;
}

const regularFile = 0o100644;
const utf8Names = 0x800;

/** A zip as bytes. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const facts = factsOf(entry);
    const local = header(0x04034b50, 30, facts.localName, facts);
    parts.push(local, facts.packed);
    directory.push(centralHeader(entry, facts, entry.offset ?? at));
    at += local.byteLength + facts.packed.byteLength;
  }
  const size = directory.reduce((sum, one) => sum + one.byteLength, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

type Facts = ReturnType<typeof factsOf>;

function factsOf(entry: ZipEntry) {
  const data = Buffer.from(entry.data ?? 'content');
  const packed = entry.deflate ? deflateRawSync(data, { level: 9 }) : data;
  const name = Buffer.from(entry.name);
  return {
    name,
    localName: Buffer.from(entry.localName ?? name),
    packed,
    flags: entry.flags ?? utf8Names,
    method: entry.method ?? (entry.deflate ? 8 : 0),
    crc: entry.crc ?? crc32(data),
    uncompressedSize: entry.uncompressedSize ?? data.byteLength,
  };
}

function header(signature: number, bytes: number, name: Buffer, facts: Facts): Buffer {
  const head = Buffer.alloc(bytes);
  const shift = bytes === 30 ? 0 : 2; // the directory has "made by" before the rest
  head.writeUInt32LE(signature, 0);
  head.writeUInt16LE(20, 4 + shift);
  head.writeUInt16LE(facts.flags, 6 + shift);
  head.writeUInt16LE(facts.method, 8 + shift);
  head.writeUInt32LE(facts.crc, 14 + shift);
  head.writeUInt32LE(facts.packed.byteLength, 18 + shift);
  head.writeUInt32LE(facts.uncompressedSize, 22 + shift);
  head.writeUInt16LE(name.byteLength, 26 + shift);
  return Buffer.concat([head, name]);
}

function centralHeader(entry: ZipEntry, facts: Facts, offset: number): Buffer {
  const head = header(0x02014b50, 46, facts.name, facts);
  head.writeUInt16LE((3 << 8) | 20, 4); // made on Unix
  head.writeUInt32LE(((entry.mode ?? regularFile) << 16) >>> 0, 38);
  head.writeUInt32LE(offset, 42);
  return head;
}
