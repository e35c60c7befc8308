import { createHash } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArtifactFile } from '@/core/agent-api';
import { ArtifactCache } from './artifact-cache';
import { VersionFolder } from './version-folder';

let folder: string;
let objects: Map<string, Buffer>;
let gets: string[];
const storage = {
  get: async (key: string) => {
    gets.push(key);
    return Readable.from([objects.get(key) ?? Buffer.alloc(0)]);
  },
};
const cacheOf = (bytesMax = 1_000_000) => new ArtifactCache({ folder: join(folder, 'cache'), storage, bytesMax });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimcache-'));
  objects = new Map();
  gets = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stored(path: string, text: string): ArtifactFile {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  objects.set(`objects/${sha256.slice(0, 2)}/${sha256}`, bytes);
  return { path, sizeBytes: bytes.byteLength, sha256 };
}
const flipIn = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[0] ^= 1;
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
};

test('a file is fetched once, also when many ask at the same time', async () => {
  const cache = cacheOf();
  const file = stored('m.onnx', 'model');
  const paths = await Promise.all([cache.pull(file), cache.pull(file), cache.pull(file)]);
  expect(new Set(paths).size).toBe(1);
  expect(await cacheOf().pull(file)).toBe(paths[0]);
  expect(gets).toHaveLength(1);
  expect(statSync(paths[0]).mode & 0o777).toBe(0o400);
});

test.each([
  ['one bit flipped', (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 2 ? byte ^ 4 : byte)))],
  ['cut short', (bytes: Buffer) => bytes.subarray(1)],
  ['more than there was', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
])('a stored file with %s is refused, and nothing of it stays', async (_what, damage) => {
  const file = stored('m.onnx', 'model');
  for (const [key, bytes] of objects) objects.set(key, damage(bytes));
  await expect(cacheOf().pull(file)).rejects.toMatchObject({ code: 'ARTIFACT_ALTERED', details: { evidence: { text: expect.stringContaining(file.sha256) } } });
  expect(readdirSync(join(folder, 'cache'))).toEqual([]);
});

test('makes room by what nobody uses, least recently used first', async () => {
  const cache = cacheOf(30);
  const [old, used, recent] = [stored('a', '0123456789'), stored('b', 'bbbbbbbbbb'), stored('c', 'cccccccccc')];
  const paths = await Promise.all([old, used, recent].map((file) => cache.pull(file)));
  for (const [i, path] of paths.entries()) utimesSync(path, 1_000 + i, 1_000 + i);
  linkSync(paths[0], join(folder, 'in-use'));
  await cache.pull(stored('d', 'dddddddddd'));
  expect(paths.map((path) => existsSync(path))).toEqual([true, false, true]);
  await expect(cache.pull(stored('e', 'e'.repeat(25)))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(existsSync(paths[0])).toBe(true);
});

test('a version lies under its own paths, and is checked again before each use', async () => {
  const files = [stored('model.onnx', 'graph'), stored('data/weights.bin', 'weights')];
  const version = new VersionFolder(join(folder, 'version'), cacheOf());
  await version.prepare(files);
  expect(readFileSync(join(version.path, 'data/weights.bin'), 'utf8')).toBe('weights');
  await version.prepare(files);
  expect(gets).toHaveLength(2);
  flipIn(join(version.path, 'data/weights.bin')); // a hard link: the cached copy is damaged with it
  await version.prepare(files);
  expect(readFileSync(join(version.path, 'data/weights.bin'), 'utf8')).toBe('weights');
  expect(gets).toHaveLength(3);
});

test('a damaged cache of an earlier agent is not used', async () => {
  const file = stored('model.onnx', 'graph');
  flipIn(await cacheOf().pull(file));
  const version = new VersionFolder(join(folder, 'version'), cacheOf());
  await version.prepare([file]);
  expect(readFileSync(join(version.path, 'model.onnx'), 'utf8')).toBe('graph');
});

test('a file that leads out of its folder is refused', async () => {
  mkdirSync(join(folder, 'version'));
  const version = new VersionFolder(join(folder, 'version'), cacheOf());
  await expect(version.prepare([stored('../outside', 'x')])).rejects.toMatchObject({ code: 'ARTIFACT_ALTERED' });
  expect(existsSync(join(folder, 'outside'))).toBe(false);
});
