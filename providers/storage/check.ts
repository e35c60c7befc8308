import { randomUUID } from 'node:crypto';
import { isAppError } from '@/core/errors';
import type { Words } from '@/core/sentences/sentence';
import { storageWords } from '@/core/sentences/uploads';
import type { StorageProvider } from './provider';

/** Writes, reads and removes a small object, and says what did not work. */
export async function checkStorage(storage: StorageProvider, place: string): Promise<{ ok: boolean; detail: Words; fix?: Words }> {
  const key = `checks/${randomUUID()}`;
  const text = `written ${key}`;
  try {
    await storage.put(key, Buffer.from(text));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await storage.get(key)) chunks.push(chunk as Uint8Array);
    await storage.remove(key);
    if (Buffer.concat(chunks).toString() !== text) return { ok: false, detail: storageWords.otherBytes() };
    return { ok: true, detail: storageWords.storedIn({ place }) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, detail: error.details.detail ?? error.message, ...(error.details.fix === undefined ? {} : { fix: error.details.fix }) };
  }
}
