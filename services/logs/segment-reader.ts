import { LRUCache } from 'lru-cache';
import { isAppError } from '@/core/errors';
import type { StorageProvider } from '@/providers/storage/provider';
import { decodeSegment, findLines, idIndexKey, type StoredRequest } from './segment';

/** Decoded segments kept a process, by their uncompressed size. */
const cacheBytesMax = 16 * 1024 * 1024;

interface Decoded {
  readonly requests: readonly StoredRequest[];
  readonly sizeBytes: number;
}

/** Reads stored segments; sealed ones never change, so the last ones read are kept. One a storage. */
export class SegmentReader {
  readonly #storage: StorageProvider;
  readonly #cache = new LRUCache<string, Decoded>({ maxSize: cacheBytesMax, sizeCalculation: (decoded) => Math.max(1, decoded.sizeBytes) });

  constructor(storage: StorageProvider) {
    this.#storage = storage;
  }

  /** All requests of a segment with its uncompressed size; null where it was merged or retention has removed it meanwhile. */
  async read(storageKey: string): Promise<Decoded | null> {
    const known = this.#cache.get(storageKey);
    if (known !== undefined) return known;
    const stored = await this.#fetch(storageKey);
    if (stored === null) return null;
    const decoded = await decodeSegment(stored);
    this.#cache.set(storageKey, decoded);
    return decoded;
  }

  /** The requests of a segment with this id, of any organization, by the index beside it; null as above. */
  async find(storageKey: string, requestId: string): Promise<StoredRequest[] | null> {
    if (!this.#cache.has(storageKey)) {
      const index = await this.#fetch(idIndexKey(storageKey));
      if (index === null) return null;
      if (findLines(index, requestId).length === 0) return [];
    }
    const decoded = await this.read(storageKey);
    return decoded === null ? null : decoded.requests.filter((request) => request.requestId === requestId);
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

/**
 * Reads the index and then the segments it names. A segment that is gone by then was merged, so the index is read once more; where it is
 * gone again, retention removed it, and it counts as empty.
 */
export async function untilNothingGone<T>(work: (onGone: () => Decoded) => Promise<T>): Promise<T> {
  let gone = false;
  const onGone = (): Decoded => {
    gone = true;
    return { requests: [], sizeBytes: 0 };
  };
  const first = await work(onGone);
  return gone ? work(onGone) : first;
}

const readers = new WeakMap<StorageProvider, SegmentReader>();

export function segmentReaderOf(storage: StorageProvider): SegmentReader {
  const known = readers.get(storage) ?? new SegmentReader(storage);
  readers.set(storage, known);
  return known;
}
