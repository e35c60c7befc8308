import { join } from 'node:path';
import { AppError } from '@/core/errors';
import { archiveWords } from '@/core/sentences/archives';
import { inspectionWords } from '@/core/sentences/inspection';
import { taskWords } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { entryPath } from '../archives/entry-path';
import { placeFile, unpack } from '../archives/unpack';
import { detectModel, type FoundModel } from '../onnx/detect';
import { requireSafeExternalData } from '../onnx/external-data';
import { readOnnxFile } from '../onnx/file-kind';
import { readSignature, type SignatureDraft } from '../onnx/signature';
import { requireSupported, versionWords } from '../onnx/supported';
import { writeWithoutZipMaps, zipMapsOf } from '../onnx/zip-map';
import type { ReadJob, ReadResult } from './job';
import { step, type Tell } from './steps';

/** Unpacks the files, finds the model and reads its signature. @throws InspectionFailed */
export async function readModelFiles(job: ReadJob, tell: Tell): Promise<ReadResult> {
  const files = await step(tell, 'unpack', () => unpackAll(job));
  const found = await step(tell, 'detect', () => detect(job, files));
  const { entry, draft, added } = await step(tell, 'signature', () => describe(job, found));
  return {
    files: [...files, ...added].sort(),
    entry,
    framework: 'onnx',
    frameworkVersion: versionWords(found.model),
    format: 'onnx',
    draft,
  };
}

/** One file may be an archive; several are a folder and stay as they are. */
async function unpackAll(job: ReadJob): Promise<{ value: string[]; evidence: Words }> {
  const [only] = job.artifacts;
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

function detect(job: ReadJob, files: readonly string[]): { value: FoundModel; evidence: Words } {
  const found = detectModel(job.folder, files);
  if (job.framework !== null && job.framework !== 'onnx') {
    throw new AppError('MODEL_FORMAT_UNKNOWN', {
      detail: inspectionWords.otherFramework({ framework: job.framework, entry: found.entry }),
      fix: inspectionWords.registerAsOnnx(),
      evidence: found.entry,
    });
  }
  requireSupported(found.model);
  const data = requireSafeExternalData(job.folder, found.entry, found.model.externalTensors);
  const { producer, graph } = found.model;
  const said = { entry: found.entry, versions: versionWords(found.model), operators: graph.nodes.length, producer };
  const words = producer === '' ? inspectionWords.found(said) : inspectionWords.foundMadeBy(said);
  return { value: found, evidence: data.length === 0 ? words : inspectionWords.foundWithWeights({ found: words, files: data }) };
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
    return { value: { entry: found.entry, draft, added: [] }, evidence: wordsOf(draft) };
  }
  const entry = found.entry.replace(/(\.onnx)?$/i, '.tensors.onnx');
  await writeWithoutZipMaps(join(job.folder, found.entry), join(job.folder, entry), found.model, zipMaps);
  const rewritten = readOnnxFile(join(job.folder, entry));
  if (rewritten.kind !== 'model') throw new Error(`the model without its ZipMap cannot be read: ${rewritten.kind}`);
  const labels = zipMaps[0].classLabels ?? undefined;
  const draft = readSignature(rewritten.model, { ...job.wishes, labels: job.wishes.labels ?? (isCount(labels ?? []) ? undefined : labels) });
  return {
    value: { entry, draft, added: [entry] },
    evidence: inspectionWords.andBelow({ first: wordsOf(draft), second: inspectionWords.zipMapReplaced({ entry }) }),
  };
}

function isCount(labels: readonly string[]): boolean {
  return labels.every((label, i) => label === String(i));
}

function wordsOf(draft: SignatureDraft): Sentence {
  const list = (specs: readonly { name: string; datatype: string; shape: readonly number[] | null }[]): string =>
    specs
      .map(({ name, datatype, shape }) => `${name} ${datatype} [${shape === null ? '?' : shape.map((one) => (one === -1 ? 'any' : one)).join(', ')}]`)
      .join(', ');
  const said = { task: taskWords[draft.task](), tensors: `${list(draft.inputs)} → ${list(draft.outputs)}`, why: draft.taskReason };
  const words = draft.labels === null ? inspectionWords.signature(said) : inspectionWords.signatureLabels({ ...said, labels: draft.labels.length });
  return draft.remarks.reduce((first, second) => inspectionWords.andBelow({ first, second }), words);
}
