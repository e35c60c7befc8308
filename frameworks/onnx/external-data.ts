import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { AppError } from '@/core/errors';
import { onnxWords } from '@/core/sentences/onnx';
import type { Sentence } from '@/core/sentences/sentence';
import { entryPath } from '../archives/entry-path';
import type { ExternalTensor } from './model-file';

/**
 * Every file the model's tensors refer to must be a plain one of the same upload, and long enough. Judged here, before the runtime sees the model:
 * it would open what the model names.
 * @param folder of the unpacked upload
 * @param entry path of the model below it; locations are relative to the model's own folder
 * @returns relative paths of the files that are referred to
 * @throws AppError `MODEL_EXTERNAL_DATA_UNSAFE`
 */
export function requireSafeExternalData(folder: string, entry: string, tensors: readonly ExternalTensor[]): string[] {
  const paths = new Set<string>();
  for (const tensor of tensors) {
    const path = safePath(entry, tensor);
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (stat === undefined) throw refuse(tensor, onnxWords.notInUpload(), onnxWords.uploadTogether({ model: posix.basename(entry), weights: tensor.location }));
    if (!stat.isFile()) throw refuse(tensor, onnxWords.notPlainFile());
    requireRange(tensor, stat.size);
    paths.add(path);
  }
  return [...paths].sort();
}

function safePath(entry: string, tensor: ExternalTensor): string {
  let relative: string | null;
  try {
    relative = entryPath(tensor.location);
  } catch {
    throw refuse(tensor, onnxWords.outsideFolder());
  }
  if (relative === null || relative !== tensor.location.replace(/^(\.\/)+/, '')) throw refuse(tensor, onnxWords.noFilePath());
  return posix.join(posix.dirname(entry), relative);
}

function requireRange(tensor: ExternalTensor, sizeBytes: number): void {
  const { offset, length } = tensor;
  const valid = Number.isSafeInteger(offset) && offset >= 0 && (length === null || (Number.isSafeInteger(length) && length >= 0));
  if (!valid || offset + (length ?? 0) > sizeBytes) throw refuse(tensor, onnxWords.tooShort({ size: sizeBytes, from: offset, to: offset + (length ?? 0) }));
}

function refuse(tensor: ExternalTensor, what: Sentence, fix?: Sentence): AppError {
  const location = JSON.stringify(tensor.location.slice(0, 200));
  return new AppError('MODEL_EXTERNAL_DATA_UNSAFE', {
    detail: onnxWords.weightsUnsafe({ tensor: JSON.stringify(tensor.name.slice(0, 100)), location, what }),
    fix: fix ?? onnxWords.saveBeside(),
    evidence: location,
  });
}
