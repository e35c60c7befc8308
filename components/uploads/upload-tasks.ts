import { type ChosenFile, differences, type Fingerprint } from './fingerprint';
import { fingerprintOf } from './hash-file';
import { UploadTask } from './upload-task';
import { uploadWorld } from './upload-world';

/** What a draft keeps of an upload, so that it can go on after a reload. */
export interface KnownUpload extends Fingerprint {
  readonly id: string;
}

/** Uploads of this tab by id: they go on while one walks through other pages. */
const running = new Map<string, UploadTask>();

export function taskOf(uploadId: string): UploadTask | null {
  return running.get(uploadId) ?? null;
}

/** Starts a new upload. @returns once the server knows it, so that it can be remembered */
export async function beginUpload(chosen: ChosenFile): Promise<{ task: UploadTask; known: KnownUpload | null }> {
  const fingerprint = await fingerprintOf(chosen);
  const task = new UploadTask(chosen.file, chosen.filename, uploadWorld);
  void task.start();
  const id = await idOf(task);
  if (id === null) return { task, known: null };
  running.set(id, task);
  return { task, known: { ...fingerprint, id } };
}

/** The id comes with the first answer of the server; null when that answer was a refusal. */
function idOf(task: UploadTask): Promise<string | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (task.view.id === null && task.view.phase !== 'Failed') return;
      stop();
      resolve(task.view.id);
    };
    const stop = task.subscribe(look);
    look();
  });
}

/** Goes on with an upload after a reload. @returns what differs, when it is not the same file */
export async function resumeUpload(known: KnownUpload, file: File): Promise<ReturnType<typeof differences>> {
  const now = await fingerprintOf({ file, filename: known.filename.includes('/') ? known.filename : file.name });
  const different = differences(known, now);
  if (different.length > 0) return different;
  const upload = await uploadWorld.api.get(known.id);
  const task = new UploadTask(file, known.filename, uploadWorld, upload);
  running.set(known.id, task);
  void task.start();
  return [];
}

export async function cancelUpload(uploadId: string): Promise<void> {
  const task = running.get(uploadId);
  running.delete(uploadId);
  if (task === undefined) await uploadWorld.api.remove(uploadId);
  else await task.cancel();
}
