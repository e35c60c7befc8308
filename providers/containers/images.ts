import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import { type ContainerEngine, callEngine, lastLine } from './engine';

const loadMsMax = 30 * 60_000;
const loading = new Map<string, Promise<void>>();

/**
 * Loads an image from its file into the installation's store, unless it is there.
 * @param imageId what the file says its image is; another one is not taken
 * @throws AppError `MODEL_FILE_CORRUPT`
 */
export function ensureImage(engine: ContainerEngine, imageId: string, file: string, signal?: AbortSignal): Promise<void> {
  const key = `${engine.places.store} ${imageId}`;
  const known = loading.get(key);
  if (known !== undefined) return known;
  const work = load(engine, imageId, file, signal).finally(() => loading.delete(key));
  loading.set(key, work);
  return work;
}

async function load(engine: ContainerEngine, imageId: string, file: string, signal?: AbortSignal): Promise<void> {
  if (await hasImage(engine, imageId)) return;
  const answer = await callEngine(engine, ['load', '-q', '-i', file], { signal, timeoutMs: loadMsMax });
  if (answer.code !== 0) {
    throw new AppError('MODEL_FILE_CORRUPT', {
      detail: containerWords.imageRefused({ engine: engine.kind, said: withoutPaths(lastLine(answer.stderr)) }),
      fix: containerWords.loadElsewhere(),
    });
  }
  if (!(await hasImage(engine, imageId)))
    throw new AppError('MODEL_FILE_CORRUPT', { detail: containerWords.otherImage(), fix: containerWords.loadElsewhere() });
}

export async function hasImage(engine: ContainerEngine, imageId: string): Promise<boolean> {
  return (await callEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', imageId])).code === 0;
}

/** Ids of the images in a store that is the installation's own; none of Docker's, whose store others use as well. */
export async function listImages(engine: ContainerEngine): Promise<string[]> {
  if (engine.kind === 'docker') return [];
  const { stdout } = await callEngine(engine, ['images', '-q', '--no-trunc', '--all']);
  return [...new Set(stdout.split('\n').filter(Boolean))].map((id) => id.replace(/^sha256:/, ''));
}

/** @returns false for an image that a container still uses */
export async function removeImage(engine: ContainerEngine, imageId: string): Promise<boolean> {
  return (await callEngine(engine, ['rmi', imageId])).code === 0;
}

function withoutPaths(text: string): string {
  return text.replace(/(?<![\w.])\/[\w./-]+\//g, '');
}
