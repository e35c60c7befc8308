import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
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
  const looks: string[] = [];
  const damaged: { path: string; why: string }[] = [];
  for (const path of files.filter((file) => !isClutter(file))) {
    const kind = readOnnxFile(join(folder, path));
    if (kind.kind === 'model') found.push({ entry: path, model: kind.model });
    else if (kind.kind === 'damaged') damaged.push({ path, why: kind.why });
    else looks.push(`${path}: ${kind.looksLike}`);
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
function isClutter(path: string): boolean {
  return path.startsWith('__MACOSX/') || /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db)$/.test(path);
}

function chooseOne(found: readonly FoundModel[]): FoundModel {
  const named = found.filter(({ entry }) => posix.basename(entry) === 'model.onnx');
  if (named.length === 1) return named[0];
  const names = found.map(({ entry }) => entry);
  throw new AppError('MODEL_FORMAT_UNKNOWN', {
    detail: `The upload holds ${names.length} ONNX models, and it is not clear which one is meant.`,
    fix: 'Name the one that shall be served model.onnx, or upload it alone.',
    evidence: names.slice(0, evidenceFilesMax).join('\n'),
  });
}

function corrupt({ path, why }: { path: string; why: string }): AppError {
  return new AppError('MODEL_FILE_CORRUPT', {
    detail: `${path} begins like an ONNX model but is damaged: ${why}.`,
    fix: 'Compare its length with the original, test it with onnx.checker.check_model, and upload it again.',
    evidence: `${path}: ${why}`,
  });
}

function unknown(looks: readonly string[]): AppError {
  const more = looks.length - evidenceFilesMax;
  return new AppError('MODEL_FORMAT_UNKNOWN', {
    detail: looks.length === 1 ? `The upload holds no model: ${looks[0]}.` : `None of the ${looks.length} files of the upload is a model.`,
    reason: 'Looked for an ONNX model in every file, by content and not by name.',
    fix: 'Upload an ONNX file, or a zip or tar.gz that holds one.',
    evidence: [...looks.slice(0, evidenceFilesMax), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
  });
}
