import { LRUCache } from 'lru-cache';
import { isAppError } from '@/core/errors';
import type { StorageProvider } from '@/providers/storage/provider';
import type { CountedRequest } from '../usage/outcome';
import { decodeSegment, findLines, idIndexKey } from './segment';

/** Decoded segments kept a process, by their uncompressed size. */
const cacheBytesMax = 16 * 1024 * 1024;

interface Decoded {
  readonly requests: readonly CountedRequest[];
  readonly sizeBytes: number;
}

/** Reads stored segments; sealed ones never change, so the last ones read are kept. One a storage. */
export class SegmentReader {
  readonly #storage: StorageProvider;
  readonly #cache = new LRUCache<string, Decoded>({ maxSize: cacheBytesMax, sizeCalculation: (decoded) => Math.max(1, decoded.sizeBytes) });

  constructor(storage: StorageProvider) {
    this.#storage = storage;
  }

  /** All requests of a segment with its uncompressed size; empty where retention has removed it meanwhile. */
  async read(storageKey: string): Promise<Decoded> {
    const known = this.#cache.get(storageKey);
    if (known !== undefined) return known;
    const stored = await this.#fetch(storageKey);
    const decoded = stored === null ? { requests: [], sizeBytes: 0 } : await decodeSegment(stored);
    if (stored !== null) this.#cache.set(storageKey, decoded);
    return decoded;
  }

  /** The requests of a segment with this id, of any organization, by the index beside it. */
  async find(storageKey: string, requestId: string): Promise<CountedRequest[]> {
    if (!this.#cache.has(storageKey)) {
      const index = await this.#fetch(idIndexKey(storageKey));
      if (index === null || findLines(index, requestId).length === 0) return [];
    }
    return (await this.read(storageKey)).requests.filter((request) => request.requestId === requestId);
  }

  async #fetch(key: string): Promise<Buffer | null> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of await this.#storage.get(key)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    } catch (error) {
      if (isAppError(error) && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}

const readers = new WeakMap<StorageProvider, SegmentReader>();

export function segmentReaderOf(storage: StorageProvider): SegmentReader {
  const known = readers.get(storage) ?? new SegmentReader(storage);
  readers.set(storage, known);
  return known;
}
