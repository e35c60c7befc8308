import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sign, verify } from '@/core/secrets';
import type { RoutingSnapshot } from '@/core/snapshot';

/** What lies on disk: the snapshot with its revision and an HMAC over both, since a gateway trusts the keys in it. */
interface SnapshotFile {
  readonly revision: number;
  readonly signature: string;
  readonly snapshot: RoutingSnapshot;
}

/** Replaces the file in one step: after a power cut it is the old one or the new one, whole. */
export async function writeSnapshotFile(file: string, secret: Uint8Array, snapshot: RoutingSnapshot): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const content: SnapshotFile = { revision: snapshot.revision, signature: sign(secret, signedText(snapshot)), snapshot };
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(content));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

/** @returns null where there is none; @throws Error when the file was altered or is not one of ours */
export async function readSnapshotFile(file: string, secret: Uint8Array): Promise<RoutingSnapshot | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const { revision, signature, snapshot } = JSON.parse(text) as SnapshotFile;
  if (typeof signature !== 'string' || snapshot?.revision !== revision || !verify(secret, signedText(snapshot), signature)) {
    throw new Error('The snapshot on disk does not carry the signature of this installation; it is not used.');
  }
  return snapshot;
}

function signedText(snapshot: RoutingSnapshot): string {
  return JSON.stringify(snapshot);
}
