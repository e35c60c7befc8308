import { randomUUID } from 'node:crypto';
import { isAppError } from '@/core/errors';
import type { StorageProvider } from './provider';

/** Writes, reads and removes a small object, and says what did not work. */
export async function checkStorage(storage: StorageProvider, whenOk: string): Promise<{ ok: boolean; detail: string; fix?: string }> {
  const key = `checks/${randomUUID()}`;
  const text = `written ${key}`;
  try {
    await storage.put(key, Buffer.from(text));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await storage.get(key)) chunks.push(chunk as Uint8Array);
    await storage.remove(key);
    if (Buffer.concat(chunks).toString() !== text) return { ok: false, detail: 'The storage gave back other bytes than were written.' };
    return { ok: true, detail: whenOk };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, detail: error.message, ...(error.details.fix === undefined ? {} : { fix: error.details.fix }) };
  }
}
