import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Upload } from '@/services/uploads/schemas';
import { differences } from './fingerprint';
import { Rate } from './rate';
import type { SendPart } from './send-part';
import { UploadTask, type UploadWorld } from './upload-task';

const partBytes = 1_000;
const content = Buffer.from(Array.from({ length: 7_500 }, (_, i) => i % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

/** Storage with the part protocol over real sockets; `refuse` decides what a PUT is answered. */
class PartServer {
  readonly parts = new Map<number, Buffer>();
  readonly puts: number[] = [];
  readonly open = { now: 0, most: 0 };
  refuse: (part: number, attempt: number) => number = () => 200;
  generation = 0;
  state: Upload['state'] = 'Uploading';
  created = 0;
  completed = 0;
  removed = 0;
  #server: Server | null = null;
  origin = '';

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const [, part, generation] = /\/parts\/(\d+)\?g=(\d+)/.exec(request.url ?? '') ?? [];
      const number = Number(part);
      this.puts.push(number);
      this.open.now += 1;
      this.open.most = Math.max(this.open.most, this.open.now);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.open.now -= 1;
        const status = Number(generation) < this.generation ? 403 : this.refuse(number, this.puts.filter((one) => one === number).length);
        if (status === 200) this.parts.set(number, Buffer.concat(chunks));
        response
          .writeHead(status, { 'content-type': 'application/problem+json', etag: '"x"' })
          .end(status === 200 ? '' : JSON.stringify({ code: status === 507 ? 'STORAGE_FULL' : 'X', detail: 'no' }));
      });
    });
    await new Promise<void>((listening) => this.#server?.listen(0, '127.0.0.1', listening));
    const address = this.#server?.address() as AddressInfo;
    this.origin = `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((closed) => this.#server?.close(closed) ?? closed(undefined));
  }

  view(): Upload {
    const count = Math.ceil(content.byteLength / partBytes);
    return {
      id: 'upl_1',
      filename: 'm.onnx',
      sizeBytes: content.byteLength,
      partSizeBytes: partBytes,
      sha256: this.state === 'Ready' ? sha256 : null,
      state: this.state,
      reason: null,
      createdAt: '2026-01-01T00:00:00Z',
      parts: Array.from({ length: count }, (_, i) => {
        const arrived = this.parts.has(i + 1);
        const sizeBytes = Math.min(partBytes, content.byteLength - i * partBytes);
        return { number: i + 1, sizeBytes, arrived, etag: arrived ? '"x"' : null, url: arrived ? null : `${this.origin}/parts/${i + 1}?g=${this.generation}` };
      }),
    };
  }
}

const send: SendPart = async (url, body, onProgress, signal) => {
  try {
    const answer = await fetch(url, { method: 'PUT', body, signal });
    onProgress(body.size);
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 0, text: '' };
  }
};

let server: PartServer;
let online = true;
const waiting: (() => void)[] = []; // every lane waits for the network by itself
const world = (changes: Partial<UploadWorld> = {}): UploadWorld => ({
  api: {
    create: async () => {
      server.created += 1;
      return server.view();
    },
    get: async () => server.view(),
    complete: async () => {
      server.completed += 1;
      server.state = 'Ready';
      return server.view();
    },
    remove: async () => {
      server.removed += 1;
    },
  },
  sendPart: send,
  hash: async () => sha256,
  now: () => performance.now(),
  wait: () => Promise.resolve(),
  online: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
    }),
  isOnline: () => online,
  random: () => 0.5,
  ...changes,
});
const file = (): File => new File([content], 'm.onnx', { lastModified: 1 });
const stored = (): Buffer => Buffer.concat([...server.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));

beforeEach(async () => {
  online = true;
  server = new PartServer();
  await server.start();
});
afterEach(() => server.stop());

describe('an upload', () => {
  test('sends every byte once, four parts at a time', async () => {
    const task = new UploadTask(file(), 'm.onnx', world());
    await task.start();
    expect(task.view).toMatchObject({ phase: 'Ready', sentBytes: content.byteLength, partsDone: 8, parts: 8, sha256, error: null });
    expect(stored().equals(content)).toBe(true);
    expect([...server.puts].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(server.open.most).toBeLessThanOrEqual(4);
  });

  test('sends nothing of what the storage has already', async () => {
    server.state = 'Ready';
    const task = new UploadTask(file(), 'm.onnx', world());
    await task.start();
    expect(task.view.phase).toBe('Ready');
    expect(server.puts).toEqual([]);
  });

  test('goes on after a reload without sending finished parts again', async () => {
    for (const number of [1, 2, 5]) server.parts.set(number, content.subarray((number - 1) * partBytes, number * partBytes));
    const task = new UploadTask(file(), 'm.onnx', world(), server.view());
    expect(task.view.sentBytes).toBe(3 * partBytes);
    await task.start();
    expect(task.view.phase).toBe('Ready');
    expect([...server.puts].sort((a, b) => a - b)).toEqual([3, 4, 6, 7, 8]);
    expect(server.created).toBe(0);
    expect(stored().equals(content)).toBe(true);
  });

  test('retries a part five times, then fails with what the storage said; starting again sends only what is missing', async () => {
    server.refuse = (part) => (part === 3 ? 500 : 200);
    const task = new UploadTask(file(), 'm.onnx', world());
    await task.start();
    expect(task.view.phase).toBe('Failed');
    expect(task.view.error).toMatchObject({ status: 500, detail: 'no' });
    expect(server.puts.filter((part) => part === 3)).toHaveLength(6);
    server.refuse = () => 200;
    const before = server.puts.length;
    const missing = server.view().parts.filter((part) => !part.arrived).length;
    await task.start();
    expect(task.view.phase).toBe('Ready');
    expect(server.puts.length - before).toBe(missing);
  });

  test('a full storage is not tried again, and what arrived is kept', async () => {
    server.refuse = (part) => (part === 8 ? 507 : 200);
    const task = new UploadTask(file(), 'm.onnx', world());
    await task.start();
    expect(task.view.error).toMatchObject({ code: 'STORAGE_FULL' });
    expect(server.puts.filter((part) => part === 8)).toHaveLength(1);
    expect(server.parts.size).toBeGreaterThan(0);
  });

  test('asks for new addresses when they have expired', async () => {
    const before = server.view();
    server.generation = 1;
    const task = new UploadTask(file(), 'm.onnx', world({ api: { ...world().api, create: async () => before } }));
    await task.start();
    expect(task.view.phase).toBe('Ready');
    expect(stored().equals(content)).toBe(true);
  });

  test('waits while offline and goes on by itself', async () => {
    online = false;
    const task = new UploadTask(file(), 'm.onnx', world());
    const done = task.start();
    await vi.waitUntil(() => waiting.length === 4);
    expect(task.view.phase).toBe('Offline');
    expect(server.puts).toEqual([]);
    online = true;
    for (const resolve of waiting) resolve();
    await done;
    expect(task.view.phase).toBe('Ready');
  });

  test('pauses and goes on', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: SendPart = async (url, body, onProgress, signal) => {
      await Promise.race([held, new Promise((stopped) => signal.addEventListener('abort', stopped))]);
      return signal.aborted ? { status: 0, text: '' } : send(url, body, onProgress, signal);
    };
    const task = new UploadTask(file(), 'm.onnx', world({ sendPart: slow }));
    const first = task.start();
    await new Promise<void>((resolve) => {
      task.subscribe(() => task.view.phase === 'Uploading' && resolve());
    });
    task.pause();
    await first;
    expect(task.view).toMatchObject({ phase: 'Paused', error: null });
    release();
    await task.start();
    expect(task.view.phase).toBe('Ready');
  });

  test('says when other bytes were stored than chosen', async () => {
    const task = new UploadTask(file(), 'm.onnx', world({ hash: async () => 'f'.repeat(64) }));
    await task.start();
    expect(task.view.error).toMatchObject({ code: 'UPLOAD_FILE_CHANGED' });
  });

  test('cancelling removes what has arrived', async () => {
    const task = new UploadTask(file(), 'm.onnx', world());
    await task.start();
    await task.cancel();
    expect(server.removed).toBe(1);
  });
});

test.each([
  ['the same', {}, []],
  ['renamed', { filename: 'b' }, ['name']],
  ['longer and changed', { sizeBytes: 2, modifiedAt: 9, headSha256: 'y' }, ['size', 'time', 'head']],
])('a file that is %s', (_name, changes, expected) => {
  const before = { filename: 'a', sizeBytes: 1, modifiedAt: 1, headSha256: 'x' };
  expect(differences(before, { ...before, ...changes })).toEqual(expected);
});

test('the rate is that of the last seconds', () => {
  const rate = new Rate(5_000);
  rate.record(0, 0);
  expect(rate.bytesPerSecond).toBe(0);
  for (let second = 1; second <= 10; second++) rate.record(second * 1_000, second * 100);
  expect(rate.bytesPerSecond).toBeCloseTo(100);
  for (let second = 11; second <= 20; second++) rate.record(second * 1_000, 1_000 + (second - 10) * 1_000);
  expect(rate.bytesPerSecond).toBeCloseTo(1_000);
});
