import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import { archiveKind } from '../archives/kind';

/** What an image file says of its image. Nothing of it was run, or unpacked to disk. */
export interface ImageArchive {
  readonly format: 'docker-archive' | 'oci-archive';
  /** SHA-256 of the configuration's own bytes. */
  readonly imageId: string;
  /** As it was tagged; '' where it was not. */
  readonly name: string;
  readonly platform: string;
  readonly layers: number;
  /** Ports that the image says it listens on. */
  readonly ports: readonly number[];
  readonly environment: readonly string[];
}

const textBytesMax = 1024 * 1024;
const textsBytesMax = 32 * 1024 * 1024;
const entriesMax = 20_000;
/** All layers unpacked; more does not fit the machines that models are served on. */
export const imageBytesMax = 32 * 1024 ** 3;

const configSchema = z.object({
  architecture: z.string(),
  os: z.string(),
  config: z.object({ ExposedPorts: z.record(z.string(), z.unknown()).nullish(), Env: z.array(z.string()).nullish() }).nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
});
const dockerManifest = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()) }));
const descriptor = z.object({
  digest: z.string(),
  annotations: z.record(z.string(), z.string()).optional(),
  platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
});
const ociIndex = z.object({ manifests: z.array(descriptor) });
const ociManifest = z.object({ config: descriptor, layers: z.array(descriptor) });

/**
 * Reads an image as `podman save` and `docker save` write it, by content.
 * @returns null for a file that is none
 * @throws AppError `MODEL_FILE_CORRUPT`, `MODEL_FORMAT_UNKNOWN` for several images, `ARCHIVE_TOO_LARGE`, `MODEL_FORMAT_UNSUPPORTED` for another platform
 */
export async function readImageArchive(file: string, path: string, bytesMax = imageBytesMax): Promise<ImageArchive | null> {
  const kind = await archiveKind(file);
  if (kind !== 'tar' && kind !== 'gzip') return null;
  const texts = await readTexts(file, kind === 'gzip', { path, bytesMax });
  if (texts === null) return null;
  const found = texts.has('manifest.json') ? ofDocker(texts) : texts.has('oci-layout') ? ofOci(texts, path) : null;
  if (found === null) return null;
  const { format, name, config, layers } = found;
  const bytes = textOf(texts, config);
  if (bytes === null) throw damaged(path, 'its configuration is missing');
  const said = parse(configSchema, bytes, path);
  const platform = `${said.os}/${said.architecture}`;
  if (platform !== ownPlatform()) {
    const own = ownPlatform();
    throw new AppError('MODEL_FORMAT_UNSUPPORTED', { detail: containerWords.otherPlatform({ its: platform, own }), fix: containerWords.buildFor({ own }) });
  }
  const ports = Object.keys(said.config?.ExposedPorts ?? {}).flatMap((port) => (/^\d+(\/tcp)?$/.test(port) ? [Number.parseInt(port, 10)] : []));
  const imageId = createHash('sha256').update(bytes).digest('hex');
  return { format, imageId, name, platform, layers, ports, environment: said.config?.Env ?? [] };
}

export function ownPlatform(): string {
  return `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

interface Found {
  readonly format: ImageArchive['format'];
  readonly name: string;
  /** Its entry in the archive. */
  readonly config: string;
  readonly layers: number;
}

type Texts = ReadonlyMap<string, Buffer>;

/** `docker save` of today writes both forms into one file; the older one is read. */
function ofDocker(texts: Texts): Found | null {
  const manifest = dockerManifest.safeParse(jsonOf(texts, 'manifest.json'));
  if (!manifest.success) return null; // some other tar with a file of this name
  const [only] = manifest.data;
  if (manifest.data.length !== 1 || only === undefined) throw several(manifest.data.length);
  return { format: 'docker-archive', name: only.RepoTags?.[0] ?? '', config: only.Config, layers: only.Layers.length };
}

function ofOci(texts: Texts, path: string): Found | null {
  const index = ociIndex.safeParse(jsonOf(texts, 'index.json'));
  if (!index.success) return null;
  const images = imagesOf(texts, index.data.manifests, 0);
  const [only] = images;
  if (images.length !== 1 || only === undefined) throw several(images.length);
  const manifest = ociManifest.safeParse(jsonOf(texts, blobOf(only.digest)));
  if (!manifest.success) throw damaged(path, 'its manifest is missing');
  const name = only.annotations?.['io.containerd.image.name'] ?? only.annotations?.['org.opencontainers.image.ref.name'] ?? '';
  return { format: 'oci-archive', name, config: blobOf(manifest.data.config.digest), layers: manifest.data.layers.length };
}

/** Indexes may stand in indexes; signatures and attestations in them are for no platform. */
function imagesOf(texts: Texts, manifests: readonly z.infer<typeof descriptor>[], depth: number): z.infer<typeof descriptor>[] {
  return manifests.flatMap((one) => {
    if (one.platform !== undefined && `${one.platform.os}/${one.platform.architecture}` !== ownPlatform() && manifests.length > 1) return [];
    const below = ociIndex.safeParse(jsonOf(texts, blobOf(one.digest)));
    if (!below.success || depth > 2) return [one];
    return imagesOf(texts, below.data.manifests, depth + 1).map((image) => ({ ...image, annotations: { ...one.annotations, ...image.annotations } }));
  });
}

function blobOf(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function jsonOf(texts: Texts, name: string): unknown {
  const bytes = textOf(texts, name);
  if (bytes === null) return null;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function textOf(texts: Texts, name: string): Buffer | null {
  return texts.get(name.replace(/^\.\//, '')) ?? null;
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer, path: string): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw damaged(path, 'its configuration is none');
  }
}

/** The small entries of a tar, by name; null for a tar that cannot be an image. Layers are only measured, unpacked where they are compressed. */
async function readTexts(file: string, isGzip: boolean, { path, bytesMax }: { path: string; bytesMax: number }): Promise<Texts | null> {
  const archive = extract();
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const into = archive as unknown as NodeJS.WritableStream;
  const feeding = isGzip ? pipeline(source, createGunzip(), into) : pipeline(source, into);
  feeding.catch(() => undefined); // the reading below says what went wrong
  const texts = new Map<string, Buffer>();
  const measure = new Measure(path, bytesMax);
  let entries = 0;
  let kept = 0;
  try {
    for await (const entry of archive) {
      if (++entries > entriesMax) return null;
      const { name, size = 0, type } = entry.header;
      if (type !== 'file' || size > textBytesMax) {
        await measure.add(entry as AsyncIterable<Buffer>);
        continue;
      }
      kept += size;
      if (kept > textsBytesMax) return null;
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks);
      if (text[0] === 0x1f && text[1] === 0x8b) await measure.add([text]);
      else texts.set(name.replace(/^\.\//, ''), text);
    }
    return texts;
  } catch (error) {
    if (error instanceof AppError && (texts.has('manifest.json') || texts.has('oci-layout'))) throw error;
    if (texts.has('manifest.json') || texts.has('oci-layout')) throw damaged(path, error instanceof Error ? error.message : String(error));
    return null; // no tar, or half of one: whoever unpacks it says so
  } finally {
    source.destroy();
    archive.destroy();
  }
}

/** How much layers come to. A compressed one is unpacked into nothing, since a few bytes may stand for more than any disk holds. */
class Measure {
  readonly #path: string;
  readonly #most: number;
  #bytes = 0;

  constructor(path: string, most: number) {
    this.#path = path;
    this.#most = most;
  }

  async add(entry: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    let gunzip: Gunzip | null = null;
    let isFirst = true;
    for await (const chunk of entry) {
      if (isFirst && chunk[0] === 0x1f && chunk[1] === 0x8b) {
        gunzip = createGunzip();
        gunzip.on('data', (plain: Buffer) => this.#count(plain.byteLength, gunzip));
        gunzip.on('error', () => undefined); // the engine refuses a damaged layer
      }
      isFirst = false;
      if (gunzip === null) this.#count(chunk.byteLength, null);
      else if (!gunzip.destroyed && !gunzip.write(chunk)) await Promise.race([once(gunzip, 'drain'), once(gunzip, 'close')]);
      if (this.#bytes > this.#most) throw this.#tooLarge();
    }
    if (gunzip !== null && !gunzip.destroyed) {
      const ended = Promise.race([once(gunzip, 'end'), once(gunzip, 'close')]);
      gunzip.end();
      await ended;
    }
    if (this.#bytes > this.#most) throw this.#tooLarge();
  }

  #count(bytes: number, gunzip: Gunzip | null): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#most) gunzip?.destroy();
  }

  #tooLarge(): AppError {
    return new AppError('ARCHIVE_TOO_LARGE', { detail: containerWords.imageTooLarge({ file: basename(this.#path), most: this.#most }) });
  }
}

function once(stream: Gunzip, name: string): Promise<void> {
  return new Promise((resolve) => stream.once(name, () => resolve()));
}

function several(count: number): AppError {
  return new AppError('MODEL_FORMAT_UNKNOWN', { detail: containerWords.severalImages({ count }), fix: containerWords.saveOne() });
}

function damaged(path: string, why: string): AppError {
  return new AppError('MODEL_FILE_CORRUPT', { detail: containerWords.imageDamaged({ file: basename(path), why }), fix: containerWords.saveImage() });
}
