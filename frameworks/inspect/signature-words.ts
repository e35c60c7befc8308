import { inspectionWords } from '@/core/sentences/inspection';
import { taskWords } from '@/core/sentences/onnx';
import type { Sentence } from '@/core/sentences/sentence';
import type { SignatureDraft } from '../onnx/signature';

/** What a model takes and gives, for the evidence of its check. */
export function signatureWords(draft: SignatureDraft): Sentence {
  const list = (specs: readonly { name: string; datatype: string; shape: readonly number[] | null }[]): string =>
    specs
      .map(({ name, datatype, shape }) => `${name} ${datatype} [${shape === null ? '?' : shape.map((one) => (one === -1 ? 'any' : one)).join(', ')}]`)
      .join(', ');
  const said = { task: taskWords[draft.task](), tensors: `${list(draft.inputs)} → ${list(draft.outputs)}`, why: draft.taskReason };
  const words = draft.labels === null ? inspectionWords.signature(said) : inspectionWords.signatureLabels({ ...said, labels: draft.labels.length });
  return draft.remarks.reduce((first, second) => inspectionWords.andBelow({ first, second }), words);
}
