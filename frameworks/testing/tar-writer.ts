export interface TarEntry {
  readonly name: string;
  readonly data?: Buffer | string;
  /** Type flag: '0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' folder, '6' pipe. */
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  /** Announced length, where it is another one. */
  readonly sizeBytes?: number;
}

const blockBytes = 512;

/** A tar as bytes, with its two empty blocks at the end. */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(({ data, ...entry }) => blocksOf({ ...entry, data: Buffer.from(data ?? '') })), Buffer.alloc(2 * blockBytes)]);
}

function blocksOf(entry: TarEntry & { data: Buffer }): Buffer[] {
  const head = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number): void => void head.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  head.write(entry.name, 0, 100);
  octal(entry.mode ?? 0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.sizeBytes ?? entry.data.byteLength, 124, 12);
  octal(0, 136, 12);
  head.fill(' ', 148, 156);
  head.write(entry.type ?? '0', 156);
  head.write(entry.link ?? '', 157, 100);
  head.write('ustar\0', 257, 'latin1');
  head.write('00', 263);
  octal(
    head.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  head[155] = 0x20;
  const padding = Buffer.alloc((blockBytes - (entry.data.byteLength % blockBytes)) % blockBytes);
  return [head, entry.data, padding];
}
