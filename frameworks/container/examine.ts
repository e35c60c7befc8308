import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ContainerModel, ContainerWishes } from '@/core/container-model';
import { AppError } from '@/core/errors';
import { archiveWords } from '@/core/sentences/archives';
import { containerWords } from '@/core/sentences/containers';
import { inspectionWords } from '@/core/sentences/inspection';
import type { Words } from '@/core/sentences/sentence';
import type { Tensor } from '@/core/tensors';
import { type ContainerEngine, type ContainerPlaces, openEngine } from '@/providers/containers/engine';
import { ensureImage } from '@/providers/containers/images';
import { entryPath } from '../archives/entry-path';
import { placeFile } from '../archives/unpack';
import { InspectionAborted } from '../inspect/aborted';
import { type Inspection, inspectLimits, unpackFiles } from '../inspect/inspect';
import type { RunResult } from '../inspect/job';
import { answerSample } from '../inspect/run';
import { signatureWords } from '../inspect/signature-words';
import { step, type Tell } from '../inspect/steps';
import { describeService } from './describe';
import { type ContainerSignatureWishes, modelNames } from './draft';
import { type ImageArchive, readImageArchive } from './image-archive';
import type { ReadinessWishes } from './readiness';
import { runService } from './run-service';
import { ServiceClient, ServiceFault } from './service-client';
import { protocolWords, type StartedContainer, startContainer } from './start';

/** As SageMaker waits, unless something else is said. */
const startupSecondsDefault = 240;
/** Where the files beside the image are kept, and from there stand at `/opt/ml/model`. */
const modelFolderName = 'model';
const usualPorts = [8080, 8000, 8501];

export interface UploadedFile {
  readonly file: string;
  readonly path: string;
}

/** An image among the uploaded files, and the rest. */
export interface FoundImage {
  readonly image: ImageArchive;
  readonly file: UploadedFile;
  readonly others: readonly UploadedFile[];
}

/** The image among uploaded files, by content; null where there is none. @throws AppError for several, and for one that cannot be taken */
export async function findImage(artifacts: readonly UploadedFile[]): Promise<FoundImage | null> {
  const found: FoundImage[] = [];
  for (const file of artifacts) {
    const image = await readImageArchive(file.file, file.path);
    if (image !== null) found.push({ image, file, others: artifacts.filter((other) => other !== file) });
  }
  if (found.length > 1)
    throw new AppError('MODEL_FORMAT_UNKNOWN', { detail: containerWords.severalImages({ count: found.length }), fix: containerWords.saveOne() });
  return found[0] ?? null;
}

export interface ContainerJob {
  readonly artifacts: readonly UploadedFile[];
  /** Empty folder for the version's files. */
  readonly folder: string;
  readonly owner: string;
  readonly wishes: ContainerWishes;
  readonly signature: ContainerSignatureWishes;
  readonly model: string;
  readonly version: number;
}

/** The version's files, before anything of them was run. */
export interface PlacedImage extends FoundImage {
  readonly files: readonly string[];
  /** The image, relative to the folder. */
  readonly entry: string;
  readonly modelFolder: string | null;
}

export interface ExaminedContainer extends RunResult {
  readonly container: ContainerModel;
}

/** Puts image and model files into the folder. @throws InspectionFailed, InspectionAborted */
export async function placeImage(job: ContainerJob, options: Inspection): Promise<PlacedImage> {
  const tell = tellTo(options);
  const [first] = job.artifacts;
  const brought =
    job.artifacts.length === 1
      ? inspectionWords.oneFile({ file: first.path, size: statSync(first.file).size })
      : inspectionWords.folder({ files: job.artifacts.length });
  await step(tell, 'unpack', () => ({ value: null, evidence: brought }));
  const found = await step(tell, 'detect', async () => {
    const value = await findImage(job.artifacts);
    if (value === null) throw new AppError('MODEL_FORMAT_UNKNOWN', { detail: containerWords.noImage(), fix: containerWords.saveImage() });
    return { value, evidence: foundWords(value) };
  });
  const { file, others } = found;
  const entry = entryPath(file.path);
  if (entry === null) throw new AppError('ARCHIVE_UNSAFE', { detail: archiveWords.unnamedFile() });
  const into = join(job.folder, modelFolderName);
  if (others.length > 0) await mkdir(into, { recursive: true, mode: 0o700 });
  const unpacked = others.length === 0 ? [] : await unpackFiles({ kind: 'unpack', artifacts: others, folder: into }, options);
  // The image stands in a folder of its own, so that no path of the model's is in its way.
  const place = `image/${entry}`;
  await placeFile(file.file, join(job.folder, place));
  const files = [place, ...unpacked.map((path) => `${modelFolderName}/${path}`)];
  return { ...found, files, entry: place, modelFolder: unpacked.length === 0 ? null : modelFolderName };
}

/**
 * Takes an image from its file to an answered sample: loads it into the installation's own store, starts it under limits, waits until it can serve, learns
 * how it is called, and asks it. The container is gone afterwards.
 * @throws InspectionFailed, InspectionAborted
 */
export async function examineContainer(
  job: ContainerJob,
  placed: PlacedImage,
  options: Inspection & { readonly places: ContainerPlaces },
): Promise<ExaminedContainer> {
  const tell = tellTo(options);
  const { limits = inspectLimits, signal } = options;
  const { image } = placed;
  const engine = await step(tell, 'image', () => loaded(options.places, image, join(job.folder, placed.entry), signal));
  const allowed = { memoryBytes: Math.floor(limits.memoryBytes), cpus: cpus().length };
  const environment = { SAGEMAKER_BIND_TO_PORT: String(job.wishes.port ?? usualPorts[0]), ...job.wishes.environment };
  const startupSeconds = job.wishes.startupSeconds ?? startupSecondsDefault;
  const names = { container: job.wishes, model: job.model, environment: { ...environmentOf(image), ...environment } };
  const readiness: ReadinessWishes = {
    ports: job.wishes.port === undefined ? [...new Set([usualPorts[0], ...image.ports, ...usualPorts])] : [job.wishes.port],
    protocol: job.wishes.protocol ?? null,
    models: modelNames(names),
    withinMs: Math.min(startupSeconds * 1000, limits.wallMs),
    signal,
  };
  const modelFolder = placed.modelFolder === null ? null : join(job.folder, placed.modelFolder);
  const start = { owner: job.owner, imageId: image.imageId, environment, modelFolder, limits: allowed };
  const { started, given } = await step(tell, 'load', async () => {
    const value = await startEither(engine, start, job.wishes.arguments, readiness).catch(asAborted(signal));
    const { port, tookMs: took, protocol } = value.started;
    return { value, evidence: containerWords.started({ took, port, protocol: protocolWords(protocol), memory: allowed.memoryBytes, cpus: allowed.cpus }) };
  });
  const { container, port, protocol } = started;
  const end = (): void => void container.close(0);
  signal?.addEventListener('abort', end);
  try {
    const client = new ServiceClient(container.connections, port);
    const { draft, service } = await step(tell, 'signature', async () => {
      const value = await describeService(client, protocol, { ...names, signature: job.signature }).catch(asAborted(signal));
      const words = signatureWords(value.draft);
      return { value, evidence: value.evidence === null ? words : inspectionWords.andBelow({ first: words, second: value.evidence }) };
    });
    const runnable = { run: (inputs: readonly Tensor[]) => runService(client, service, draft.outputs, inputs) };
    const asked = { draft, folder: '', model: job.model, version: job.version };
    const run = await step(tell, 'predict', async () =>
      answerSample(asked, runnable, () => container.peakBytes)
        .catch(asAborted(signal))
        .catch(asPrediction),
    );
    const model: ContainerModel = {
      framework: 'container',
      imageId: image.imageId,
      arguments: given,
      environment,
      port,
      startupSeconds,
      modelFolder: placed.modelFolder,
      service,
    };
    return { ...run, container: model, loadMs: started.tookMs, peakMemoryBytes: container.peakBytes };
  } finally {
    signal?.removeEventListener('abort', end);
    await container.close(0);
  }
}

interface Started {
  readonly started: StartedContainer;
  /** The arguments it was started with. */
  readonly given: readonly string[];
}

/** With `serve`, as SageMaker starts its images; one that ends at that is started as it is. */
async function startEither(
  engine: ContainerEngine,
  start: Omit<Parameters<typeof startContainer>[1], 'arguments'>,
  given: readonly string[] | undefined,
  wishes: ReadinessWishes,
): Promise<Started> {
  const first = given ?? ['serve'];
  try {
    return { started: await startContainer(engine, { ...start, arguments: first }, wishes), given: first };
  } catch (error) {
    if (given !== undefined || !(error instanceof AppError) || error.code !== 'CONTAINER_START_FAILED') throw error;
    return { started: await startContainer(engine, { ...start, arguments: [] }, wishes), given: [] };
  }
}

async function loaded(places: ContainerPlaces, image: ImageArchive, file: string, signal?: AbortSignal): Promise<{ value: ContainerEngine; evidence: Words }> {
  const engine = await openEngine(places);
  await ensureImage(engine, image.imageId, file, signal).catch(asAborted(signal));
  return { value: engine, evidence: containerWords.imageLoaded({ engine: engine.kind, version: engine.version, id: image.imageId.slice(0, 12) }) };
}

function foundWords({ image, file, others }: FoundImage): Words {
  const { platform, layers } = image;
  const said = { file: file.path, name: image.name === '' ? image.imageId.slice(0, 12) : image.name, platform, layers, size: statSync(file.file).size };
  const found = containerWords.imageFound(said);
  return others.length === 0 ? found : containerWords.withModel({ found, files: others.length });
}

function environmentOf({ environment }: ImageArchive): Record<string, string> {
  return Object.fromEntries(environment.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Whoever ended the work is not told of a failure. */
function asAborted(signal: AbortSignal | undefined): (error: unknown) => never {
  return (error) => {
    throw signal?.aborted ? new InspectionAborted() : error;
  };
}

function asPrediction(error: unknown): never {
  if (!(error instanceof ServiceFault)) throw error;
  throw new AppError('MODEL_PREDICTION_FAILED', { detail: inspectionWords.noAnswer({ said: error.words }), fix: containerWords.bodiesTried() });
}

function tellTo(options: Inspection): Tell {
  return (message) => 'report' in message && options.onStep(message.report);
}
