import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/core/errors';
import type { FoundNative } from '@/core/native-model';
import { archiveWords } from '@/core/sentences/archives';
import { inspectionWords } from '@/core/sentences/inspection';
import { nativeWords } from '@/core/sentences/native';
import type { Words } from '@/core/sentences/sentence';
import { entryPath } from '../archives/entry-path';
import { archiveKind } from '../archives/kind';
import { placeFile, unpack } from '../archives/unpack';
import { zipNames } from '../archives/zip-names';
import { detectNative, zipFormat } from '../native/detect';
import { detectModel, type FoundModel, isClutter } from '../onnx/detect';
import { requireSafeExternalData } from '../onnx/external-data';
import { readOnnxFile } from '../onnx/file-kind';
import { readSignature, type SignatureDraft } from '../onnx/signature';
import { requireSupported, versionWords } from '../onnx/supported';
import { writeWithoutZipMaps, zipMapsOf } from '../onnx/zip-map';
import type { ReadJob, ReadResult, UnpackJob } from './job';
import { signatureWords } from './signature-words';
import { step, type Tell } from './steps';

/** Unpacks the files, finds the model and reads its signature. @throws InspectionFailed */
export async function readModelFiles(job: ReadJob, tell: Tell): Promise<ReadResult> {
  const files = await step(tell, 'unpack', () => unpackAll(job));
  const found = await step(tell, 'detect', () => detect(job, files));
  if (!('model' in found)) return { kind: 'native', files: [...files].sort(), native: found };
  const { entry, draft, added } = await step(tell, 'signature', () => describe(job, found));
  return {
    kind: 'onnx',
    files: [...files, ...added].sort(),
    entry,
    framework: 'onnx',
    frameworkVersion: versionWords(found.model),
    format: 'onnx',
    draft,
  };
}

/** @returns relative paths of the files, sorted @throws InspectionFailed */
export async function unpackFiles(job: UnpackJob, tell: Tell): Promise<string[]> {
  return (await step(tell, 'unpack', () => unpackAll(job))).sort();
}

/** One file may be an archive; several are a folder and stay as they are. */
async function unpackAll(job: Pick<ReadJob, 'artifacts' | 'folder' | 'limits'>): Promise<{ value: string[]; evidence: Words }> {
  const [only] = job.artifacts;
  if (job.artifacts.length === 1 && (await isModelItself(only.file))) {
    const path = requirePath(only.path);
    await placeFile(only.file, join(job.folder, path));
    return { value: [path], evidence: inspectionWords.oneFile({ file: path, size: statSync(only.file).size }) };
  }
  if (job.artifacts.length === 1) {
    const { files, sizeBytes, kind } = await unpack(only.file, requirePath(only.path), job.folder, job.limits);
    const evidence =
      kind === null ? inspectionWords.oneFile({ file: files[0], size: sizeBytes }) : inspectionWords.archive({ kind, files: files.length, size: sizeBytes });
    return { value: [...files], evidence };
  }
  const paths: string[] = [];
  for (const { file, path } of job.artifacts) {
    const target = requirePath(path);
    await placeFile(file, join(job.folder, target));
    paths.push(target);
  }
  return { value: paths.sort(), evidence: inspectionWords.folder({ files: paths.length }) };
}

function requirePath(path: string): string {
  const safe = entryPath(path);
  if (safe === null) throw new AppError('ARCHIVE_UNSAFE', { detail: archiveWords.unnamedFile() });
  return safe;
}

/** Archives that are the model as its framework reads it, and what joblib compresses. */
async function isModelItself(file: string): Promise<boolean> {
  const kind = await archiveKind(file);
  if (kind === 'zip') return zipFormat(await zipNames(file)) !== null;
  return kind !== null && typeof kind !== 'string' && kind.maybePickle === true;
}

/** An ONNX model comes first, whatever pickles of its own lie beside it; then what other frameworks have saved. */
async function detect(job: ReadJob, files: readonly string[]): Promise<{ value: FoundModel | FoundNative; evidence: Words }> {
  const wantsNative = job.framework !== null && job.framework !== 'onnx';
  if (wantsNative || !hasOnnx(job.folder, files)) {
    const own = files.filter((path) => !isClutter(path));
    const native = job.framework === 'onnx' ? null : await detectNative(job.folder, own);
    if (native !== null) {
      requireFramework(job, native.framework, native.entry);
      return {
        value: native,
        evidence: nativeWords.found({ entry: native.entry === '' ? 'saved_model.pb' : native.entry, what: nativeWords[native.format]() }),
      };
    }
  }
  const found = detectModel(job.folder, files);
  requireFramework(job, 'onnx', found.entry);
  requireSupported(found.model);
  const data = requireSafeExternalData(job.folder, found.entry, found.model.externalTensors);
  const { producer, graph } = found.model;
  const said = { entry: found.entry, versions: versionWords(found.model), operators: graph.nodes.length, producer };
  const words = producer === '' ? inspectionWords.found(said) : inspectionWords.foundMadeBy(said);
  return { value: found, evidence: data.length === 0 ? words : inspectionWords.foundWithWeights({ found: words, files: data }) };
}

function requireFramework(job: ReadJob, found: string, entry: string): void {
  if (job.framework === null || job.framework === found) return;
  throw new AppError('MODEL_FORMAT_UNKNOWN', {
    detail:
      found === 'onnx'
        ? inspectionWords.otherFramework({ framework: job.framework, entry })
        : inspectionWords.isOfFramework({ framework: job.framework, found, entry }),
    fix: found === 'onnx' ? inspectionWords.registerAsOnnx() : inspectionWords.registerAs({ framework: found }),
    evidence: entry,
  });
}

function hasOnnx(folder: string, files: readonly string[]): boolean {
  return files.some((path) => readOnnxFile(join(folder, path)).kind === 'model');
}

interface Described {
  readonly entry: string;
  readonly draft: SignatureDraft;
  /** Files written here beside those of the upload. */
  readonly added: readonly string[];
}

async function describe(job: ReadJob, found: FoundModel): Promise<{ value: Described; evidence: Words }> {
  const zipMaps = zipMapsOf(found.model);
  if (zipMaps.length === 0) {
    const draft = readSignature(found.model, job.wishes);
    return { value: { entry: found.entry, draft, added: [] }, evidence: signatureWords(draft) };
  }
  const entry = found.entry.replace(/(\.onnx)?$/i, '.tensors.onnx');
  await writeWithoutZipMaps(join(job.folder, found.entry), join(job.folder, entry), found.model, zipMaps);
  const rewritten = readOnnxFile(join(job.folder, entry));
  if (rewritten.kind !== 'model') throw new Error(`the model without its ZipMap cannot be read: ${rewritten.kind}`);
  const labels = zipMaps[0].classLabels ?? undefined;
  const draft = readSignature(rewritten.model, { ...job.wishes, labels: job.wishes.labels ?? (isCount(labels ?? []) ? undefined : labels) });
  return {
    value: { entry, draft, added: [entry] },
    evidence: inspectionWords.andBelow({ first: signatureWords(draft), second: inspectionWords.zipMapReplaced({ entry }) }),
  };
}

function isCount(labels: readonly string[]): boolean {
  return labels.every((label, i) => label === String(i));
}
