import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppError, isAppError } from '@/core/errors';
import { tar } from '../testing/tar-writer';
import { type ZipEntry, zip } from '../testing/zip-writer';
import type { ArchiveLimits } from './limits';
import { unpack } from './unpack';

const root = mkdtempSync(join(tmpdir(), 'aimass-archives-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const limits: ArchiveLimits = { entriesMax: 100, bytesMax: 4 * 1024 * 1024, ratioMax: 50, ratioFreeBytes: 256 * 1024 };
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++), 'inner', 'target');
  mkdirSync(folder, { recursive: true });
});

async function unpacked(bytes: Buffer, name = 'upload.bin') {
  const file = join(folder, '..', 'upload');
  writeFileSync(file, bytes);
  return unpack(file, name, folder, limits);
}

async function refusal(bytes: Buffer): Promise<AppError> {
  const error: unknown = await unpacked(bytes).then(
    () => new Error('it was unpacked'),
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw error;
  return error;
}

/** Nothing but the upload and the target may exist beside the target, nor anything in the folders above. */
function requireNothingOutside(): void {
  expect(readdirSync(join(folder, '..')).sort()).toEqual(['target', 'upload']);
  expect(readdirSync(join(folder, '../..'))).toEqual(['inner']);
  expect(existsSync('/tmp/aimass-escaped')).toBe(false);
}

const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1024 * 1024);
const symlink = 0o120777;
const ok: ZipEntry = { name: 'model.onnx' };

/** Two names for the same bytes, as bombs do: the second local header lies inside the data of the first entry. */
function overlapping(): Buffer {
  const inner = zip([{ name: 'b.onnx', data: 'shared' }]);
  const localBytes = 30 + 'b.onnx'.length + 'shared'.length;
  const offset = 30 + 'a.onnx'.length;
  return zip([
    { name: 'a.onnx', data: inner.subarray(0, localBytes) },
    { name: 'b.onnx', data: 'shared', offset },
  ]);
}

const attacks: [string, () => Buffer, string, string?][] = [
  ['zip: path that climbs out', () => zip([ok, { name: '../escaped' }]), 'ARCHIVE_UNSAFE', '../escaped'],
  ['zip: path that climbs out from a folder', () => zip([{ name: 'a/../../escaped' }]), 'ARCHIVE_UNSAFE', 'a/../../escaped'],
  ['zip: absolute path', () => zip([{ name: '/tmp/aimass-escaped' }]), 'ARCHIVE_UNSAFE', '/tmp/aimass-escaped'],
  ['zip: drive letter', () => zip([{ name: 'C:escaped' }]), 'ARCHIVE_UNSAFE', 'C:escaped'],
  ['zip: backslashes', () => zip([{ name: '..\\escaped' }]), 'ARCHIVE_UNSAFE', 'escaped'],
  ['zip: UNC path', () => zip([{ name: '\\\\host\\share' }]), 'ARCHIVE_UNSAFE', 'share'],
  ['zip: NUL in a name', () => zip([{ name: 'model.onnx\0.txt' }]), 'ARCHIVE_UNSAFE', 'model.onnx'],
  ['zip: escape sequence in a name', () => zip([{ name: 'a\x1b[2Jb' }]), 'ARCHIVE_UNSAFE'],
  ['zip: empty path parts', () => zip([{ name: 'a//b' }]), 'ARCHIVE_UNSAFE', 'a//b'],
  ['zip: symbolic link', () => zip([{ name: 'link', data: '/etc/passwd', mode: symlink }]), 'ARCHIVE_UNSAFE', 'link'],
  ['zip: write through a link', () => zip([{ name: 'd', data: '/tmp', mode: symlink }, { name: 'd/aimass-escaped' }]), 'ARCHIVE_UNSAFE', 'd'],
  ['zip: device', () => zip([{ name: 'tty', mode: 0o020666 }]), 'ARCHIVE_UNSAFE', 'tty'],
  ['zip: named pipe', () => zip([{ name: 'pipe', mode: 0o010666 }]), 'ARCHIVE_UNSAFE', 'pipe'],
  ['zip: set-user-id', () => zip([{ name: 'tool', mode: 0o104755 }]), 'ARCHIVE_UNSAFE', 'tool'],
  ['zip: the same name twice', () => zip([ok, ok]), 'ARCHIVE_UNSAFE', 'model.onnx'],
  ['zip: names that differ in case only', () => zip([ok, { name: 'MODEL.onnx' }]), 'ARCHIVE_UNSAFE', 'MODEL.onnx'],
  ['zip: names that differ in Unicode form only', () => zip([{ name: 'caf\u00e9' }, { name: 'cafe\u0301' }]), 'ARCHIVE_UNSAFE'],
  ['zip: folders that differ in case only', () => zip([{ name: 'data/a' }, { name: 'Data/b' }]), 'ARCHIVE_UNSAFE', 'Data/b'],
  ['zip: a file where a folder is', () => zip([{ name: 'a/b' }, { name: 'a' }]), 'ARCHIVE_UNSAFE', 'a'],
  ['zip: a folder where a file is', () => zip([{ name: 'a' }, { name: 'a/b' }]), 'ARCHIVE_UNSAFE', 'a/b'],
  ['zip: too deep', () => zip([{ name: `${'d/'.repeat(40)}f` }]), 'ARCHIVE_UNSAFE'],
  ['zip: name too long', () => zip([{ name: 'n'.repeat(300) }]), 'ARCHIVE_UNSAFE'],
  ['zip: encrypted', () => zip([{ ...ok, data: 'twelve bytes and more', uncompressedSize: 9, flags: 0x801 }]), 'ARCHIVE_UNSAFE', 'model.onnx'],
  ['zip: another name in its own header', () => zip([{ ...ok, localName: 'evil0.onnx' }]), 'ARCHIVE_UNSAFE', 'model.onnx'],
  ['zip: overlapping entries', overlapping, 'ARCHIVE_UNSAFE', 'b.onnx'],
  ['zip: too many entries', () => zip(Array.from({ length: 101 }, (_, i) => ({ name: `f${i}` }))), 'ARCHIVE_TOO_LARGE'],
  [
    'zip: bomb by bytes',
    () =>
      zip([
        { name: 'a', data: zeros(3) },
        { name: 'b', data: zeros(3) },
      ]),
    'ARCHIVE_TOO_LARGE',
    'b',
  ],
  ['zip: bomb by ratio', () => zip([{ name: 'a', data: zeros(2), deflate: true }]), 'ARCHIVE_TOO_LARGE', 'a'],
  ['zip: longer than it says', () => zip([{ name: 'a', data: zeros(1), deflate: true, uncompressedSize: 10 }]), 'ARCHIVE_CORRUPT', 'a'],
  ['zip: wrong checksum', () => zip([{ ...ok, crc: 1 }]), 'ARCHIVE_CORRUPT', 'model.onnx'],
  ['zip: unknown compression', () => zip([{ ...ok, method: 99 }]), 'ARCHIVE_CORRUPT', 'model.onnx'],
  ['zip: damaged deflate stream', () => zip([{ name: 'a', data: 'not deflated', method: 8 }]), 'ARCHIVE_CORRUPT', 'a'],
  ['zip: truncated', () => zip([{ name: 'a', data: zeros(1) }]).subarray(0, 500_000), 'ARCHIVE_CORRUPT'],
  ['zip: truncated in its directory', () => zip([ok, { name: 'b' }]).subarray(0, -30), 'ARCHIVE_CORRUPT'],
  ['zip: without files', () => zip([]), 'ARCHIVE_CORRUPT'],
  ['tar: path that climbs out', () => tar([{ name: '../escaped' }]), 'ARCHIVE_UNSAFE', '../escaped'],
  ['tar: absolute path', () => tar([{ name: '/tmp/aimass-escaped' }]), 'ARCHIVE_UNSAFE', '/tmp/aimass-escaped'],
  ['tar: symbolic link', () => tar([{ name: 'link', type: '2', link: '/etc/passwd' }]), 'ARCHIVE_UNSAFE', 'link'],
  ['tar: write through a link', () => tar([{ name: 'd', type: '2', link: '/tmp' }, { name: 'd/aimass-escaped' }]), 'ARCHIVE_UNSAFE', 'd'],
  ['tar: hard link', () => tar([{ name: 'hard', type: '1', link: '/etc/passwd' }]), 'ARCHIVE_UNSAFE', 'hard'],
  ['tar: character device', () => tar([{ name: 'tty', type: '3' }]), 'ARCHIVE_UNSAFE', 'tty'],
  ['tar: block device', () => tar([{ name: 'disk', type: '4' }]), 'ARCHIVE_UNSAFE', 'disk'],
  ['tar: named pipe', () => tar([{ name: 'pipe', type: '6' }]), 'ARCHIVE_UNSAFE', 'pipe'],
  ['tar: set-user-id', () => tar([{ name: 'tool', mode: 0o4755 }]), 'ARCHIVE_UNSAFE', 'tool'],
  ['tar: the same name twice', () => tar([{ name: 'a' }, { name: './a' }]), 'ARCHIVE_UNSAFE', 'a'],
  ['tar: bomb by bytes', () => tar([{ name: 'a', data: zeros(5) }]), 'ARCHIVE_TOO_LARGE', 'a'],
  ['tar: too many entries', () => tar(Array.from({ length: 101 }, (_, i) => ({ name: `f${i}` }))), 'ARCHIVE_TOO_LARGE'],
  ['tar: truncated', () => tar([{ name: 'a', data: zeros(1) }]).subarray(0, 500_000), 'ARCHIVE_CORRUPT'],
  ['tar: longer than there is', () => tar([{ name: 'a', data: 'x', sizeBytes: 100_000 }]), 'ARCHIVE_CORRUPT'],
  ['tar: damaged header', () => Buffer.concat([tar([{ name: 'a' }]).subarray(0, 512), Buffer.alloc(512, 0x41)]), 'ARCHIVE_CORRUPT'],
  ['tar.gz: path that climbs out', () => gzipSync(tar([{ name: '../escaped' }])), 'ARCHIVE_UNSAFE', '../escaped'],
  ['tar.gz: bomb by ratio', () => gzipSync(tar([{ name: 'a', data: zeros(3) }])), 'ARCHIVE_TOO_LARGE', 'a'],
  ['tar.gz: truncated', () => gzipSync(tar([{ name: 'a', data: randomBytes(100_000) }])).subarray(0, 50_000), 'ARCHIVE_CORRUPT'],
  ['gzip: bomb by ratio', () => gzipSync(zeros(3)), 'ARCHIVE_TOO_LARGE'],
  ['gzip: damaged', () => Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08]), Buffer.alloc(100, 0x55)]), 'ARCHIVE_CORRUPT'],
  ['7-Zip', () => Buffer.concat([Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), zeros(1)]), 'MODEL_FORMAT_UNSUPPORTED'],
];

describe('an archive that attacks', () => {
  test.each(attacks)('%s', async (_name, make, code, entry) => {
    const error = await refusal(make());
    expect(error.code).toBe(code);
    if (entry !== undefined) expect(`${error.message} ${error.details.evidence}`).toContain(entry);
    expect(error.details.fix).toBeTruthy();
    requireNothingOutside();
  });

  test('there are enough of them', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(30);
  });
});

describe('a good archive', () => {
  const content = Buffer.from('the model');
  test.each([
    [
      'zip',
      zip([
        { name: 'm/', data: '', mode: 0o040755 },
        { name: 'm/model.onnx', data: content, deflate: true },
        { name: 'm/weights.bin', data: 'w' },
      ]),
    ],
    [
      'tar',
      tar([
        { name: './m/', type: '5', mode: 0o2755 },
        { name: './m/model.onnx', data: content },
        { name: 'm/weights.bin', data: 'w' },
      ]),
    ],
    [
      'tar.gz',
      gzipSync(
        tar([
          { name: 'm/model.onnx', data: content },
          { name: 'm/weights.bin', data: 'w' },
        ]),
      ),
    ],
  ])('%s is unpacked whole', async (_kind, bytes) => {
    expect((await unpacked(bytes)).files).toEqual(['m/model.onnx', 'm/weights.bin']);
    expect(readFileSync(join(folder, 'm/model.onnx'))).toEqual(content);
    requireNothingOutside();
  });

  test('a zip in a zip stays as it is', async () => {
    const { files } = await unpacked(zip([{ name: 'inner.zip', data: zip([{ name: '../escaped' }]) }]));
    expect(files).toEqual(['inner.zip']);
  });

  test('a gzipped file loses its ending, and a plain file stays under its own path', async () => {
    expect((await unpacked(gzipSync(content), 'model.onnx.gz')).files).toEqual(['model.onnx']);
    rmSync(folder, { recursive: true });
    expect(await unpacked(content, 'a/model.onnx')).toEqual({ files: ['a/model.onnx'], sizeBytes: content.byteLength, kind: null });
  });
});
