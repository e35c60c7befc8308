import { AppError } from '@/core/errors';
import type { OnnxModel } from './model-file';

/** What the runtime reads (onnxruntime-node 1.30): newer files fail there with words nobody understands. */
const opsetMax: Record<string, number> = { '': 26, 'ai.onnx.ml': 5 };
const irVersionMax = 13;
const knownDomains = new Set([
  '',
  'ai.onnx.ml',
  'ai.onnx.training',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.microsoft.experimental',
]);

/** @throws AppError `MODEL_FORMAT_UNSUPPORTED` for operators or a file version that the runtime lacks, `MODEL_FILE_CORRUPT` where operator sets are missing */
export function requireSupported(model: OnnxModel): void {
  if (model.irVersion > irVersionMax) throw tooNew(`The file has IR version ${model.irVersion}; the runtime reads up to ${irVersionMax}.`);
  for (const [domain, version] of model.opsets) {
    const most = opsetMax[domain];
    if (most !== undefined && version > most)
      throw tooNew(`The model uses ${domain === '' ? 'ai.onnx' : domain} opset ${version}; the runtime knows up to ${most}.`);
  }
  const unversioned = model.graph.nodes.find((node) => !model.opsets.has(node.domain) && !model.functions.has(`${node.domain}::${node.type}`));
  if (unversioned !== undefined) throw withoutOpset(unversioned.domain);
  const stranger = model.graph.nodes.find((node) => !knownDomains.has(node.domain) && !model.functions.has(`${node.domain}::${node.type}`));
  if (stranger === undefined) return;
  throw new AppError('MODEL_FORMAT_UNSUPPORTED', {
    detail: `The model uses the operator ${stranger.type} of ${stranger.domain}, which the runtime does not have.`,
    reason: 'Custom operators need a library of their own, and code that comes with a model is not loaded.',
    fix: 'Export the model with standard ONNX operators only.',
    evidence: `${stranger.domain}::${stranger.type}`,
  });
}

/** The versions a file was written for, in words. */
export function versionWords(model: OnnxModel): string {
  const opsets = [...model.opsets].map(([domain, version]) => (domain === '' ? `opset ${version}` : `${domain} ${version}`)).sort((a, b) => (a < b ? 1 : -1));
  return `${opsets.join(', ')}, IR ${model.irVersion}`;
}

/** Models end with their operator sets, so one that lacks some was most likely cut short. */
function withoutOpset(domain: string): AppError {
  return new AppError('MODEL_FILE_CORRUPT', {
    detail: `The file does not say which version of ${domain === '' ? 'ai.onnx' : domain} its operators have; it may be cut short.`,
    fix: 'Compare its length with the original and upload it again.',
  });
}

function tooNew(detail: string): AppError {
  return new AppError('MODEL_FORMAT_UNSUPPORTED', {
    detail,
    fix: 'Save it for opset 18 and IR version 10: set target_opset when exporting, or use onnx.version_converter.convert_version(model, 18).',
  });
}
