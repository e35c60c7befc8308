import { AppError } from '@/core/errors';
import { loadOnnx } from './onnx';
import type { Runtime, VersionFiles } from './runtime';

/** The runtime for a version's format. @throws AppError `MODEL_FORMAT_UNSUPPORTED` and what loading it throws */
export async function loadRuntime(files: VersionFiles): Promise<Runtime> {
  if (files.format === 'onnx') return loadOnnx(files);
  throw new AppError('MODEL_FORMAT_UNSUPPORTED', `This version of AI Mass cannot run ${files.framework} in the format ${files.format || 'unknown'}.`);
}
