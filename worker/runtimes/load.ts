import { AppError } from '@/core/errors';
import { replicaWords } from '@/core/sentences/replicas';
import { loadContainer } from './container';
import { loadOnnx } from './onnx';
import { loadPython } from './python';
import type { Runtime, VersionFiles } from './runtime';

/** The runtime for a version's format. @throws AppError `MODEL_FORMAT_UNSUPPORTED` and what loading it throws */
export async function loadRuntime(files: VersionFiles): Promise<Runtime> {
  if (files.container !== null) return loadContainer(files, files.container);
  if (files.native !== null) return loadPython(files, files.native);
  if (files.format === 'onnx') return loadOnnx(files);
  throw new AppError('MODEL_FORMAT_UNSUPPORTED', { detail: replicaWords.cannotRun({ framework: files.framework, format: files.format || 'unknown' }) });
}
