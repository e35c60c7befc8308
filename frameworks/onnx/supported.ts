import { AppError } from '@/core/errors';
import { onnxWords } from '@/core/sentences/onnx';
import type { Sentence } from '@/core/sentences/sentence';
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
  if (model.irVersion > irVersionMax) throw tooNew(onnxWords.irTooNew({ version: model.irVersion, most: irVersionMax }));
  for (const [domain, version] of model.opsets) {
    const most = opsetMax[domain];
    if (most !== undefined && version > most) throw tooNew(onnxWords.opsetTooNew({ domain: domain === '' ? 'ai.onnx' : domain, version, most }));
  }
  const unversioned = model.graph.nodes.find((node) => !model.opsets.has(node.domain) && !model.functions.has(`${node.domain}::${node.type}`));
  if (unversioned !== undefined) throw withoutOpset(unversioned.domain);
  const stranger = model.graph.nodes.find((node) => !knownDomains.has(node.domain) && !model.functions.has(`${node.domain}::${node.type}`));
  if (stranger === undefined) return;
  throw new AppError('MODEL_FORMAT_UNSUPPORTED', {
    detail: onnxWords.customOperator({ operator: stranger.type, domain: stranger.domain }),
    reason: onnxWords.noForeignCode(),
    fix: onnxWords.standardOperators(),
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
    detail: onnxWords.noOpset({ domain: domain === '' ? 'ai.onnx' : domain }),
    fix: onnxWords.compareAndUpload(),
  });
}

function tooNew(detail: Sentence): AppError {
  return new AppError('MODEL_FORMAT_UNSUPPORTED', {
    detail,
    fix: onnxWords.saveForOpset(),
  });
}
