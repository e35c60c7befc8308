import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
import { inspectionWords } from '@/core/sentences/inspection';
import { onnxWords } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { recognise } from '../recognise';
import { readOnnxFile } from './file-kind';
import type { OnnxModel } from './model-file';

export interface FoundModel {
  /** Path of the model below the folder. */
  readonly entry: string;
  readonly model: OnnxModel;
}

const evidenceFilesMax = 10;

/**
 * Finds the ONNX model among the unpacked files, by content. Of several the one named `model.onnx` counts.
 * @throws AppError `MODEL_FORMAT_UNKNOWN` with what each file looks like, `MODEL_FORMAT_UNSUPPORTED` for a known format of another framework, `MODEL_FILE_CORRUPT`
 */
export function detectModel(folder: string, files: readonly string[]): FoundModel {
  const found: FoundModel[] = [];
  const looks: { path: string; look: Sentence }[] = [];
  const damaged: { path: string; why: Words }[] = [];
  for (const path of files.filter((file) => !isClutter(file))) {
    const kind = readOnnxFile(join(folder, path));
    if (kind.kind === 'model') found.push({ entry: path, model: kind.model });
    else if (kind.kind === 'damaged') damaged.push({ path, why: kind.why });
    else looks.push({ path, look: kind.looksLike });
  }
  const [only] = found;
  if (found.length === 1) return only;
  if (found.length > 1) return chooseOne(found);
  if (damaged.length > 0) throw corrupt(damaged[0]);
  const known = recognise(folder, files);
  if (known !== null) throw new AppError('MODEL_FORMAT_UNSUPPORTED', known);
  throw unknown(looks);
}

/** What archivers of desktops add. */
export function isClutter(path: string): boolean {
  return path.startsWith('__MACOSX/') || /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db)$/.test(path);
}

function chooseOne(found: readonly FoundModel[]): FoundModel {
  const named = found.filter(({ entry }) => posix.basename(entry) === 'model.onnx');
  if (named.length === 1) return named[0];
  const names = found.map(({ entry }) => entry);
  throw new AppError('MODEL_FORMAT_UNKNOWN', {
    detail: onnxWords.severalModels({ count: names.length }),
    fix: onnxWords.nameOne(),
    evidence: names.slice(0, evidenceFilesMax).join('\n'),
  });
}

function corrupt({ path, why }: { path: string; why: Words }): AppError {
  return new AppError('MODEL_FILE_CORRUPT', {
    detail: onnxWords.damaged({ path, why }),
    fix: onnxWords.compareAndCheck(),
    evidence: onnxWords.look({ path, look: why }),
  });
}

function unknown(looks: readonly { path: string; look: Sentence }[]): AppError {
  const more = looks.length - evidenceFilesMax;
  const shown = looks.slice(0, evidenceFilesMax).map((look) => onnxWords.look(look));
  const evidence = [...shown, ...(more > 0 ? [onnxWords.andMore({ more })] : [])];
  return new AppError('MODEL_FORMAT_UNKNOWN', {
    detail: looks.length === 1 ? onnxWords.noModel(looks[0]) : onnxWords.noneIsModel({ files: looks.length }),
    reason: onnxWords.lookedFor(),
    fix: onnxWords.uploadModel(),
    evidence: evidence.reduce((first, second) => inspectionWords.andBelow({ first, second })),
  });
}
