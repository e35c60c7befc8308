import type { Words } from '@/core/sentences/sentence';
import type { RunResult } from '../inspect/job';
import { answerSample } from '../inspect/run';
import type { SignatureDraft } from '../onnx/signature';
import type { NativeTool } from './tool';

interface NativeSample {
  readonly job: { readonly model: string; readonly version: number };
  readonly draft: SignatureDraft;
  readonly tool: NativeTool;
  readonly loadMs: number;
}

/** Lets the model answer a sample in its own framework, alone and as one of several rows. */
export async function answerNatively({ job, draft, tool, loadMs }: NativeSample): Promise<{ value: RunResult; evidence: Words }> {
  const { value, evidence } = await answerSample({ ...job, draft, folder: '' }, tool, () => tool.peakBytes);
  return { value: { ...value, loadMs: Math.round(loadMs), peakMemoryBytes: tool.peakBytes }, evidence };
}
