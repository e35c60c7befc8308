import { decodeRequest } from '@/core/codecs';
import type { Json } from '@/core/codecs/json';
import { invocationBodies } from '@/core/container-model';
import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import type { InputSpec, Task } from '@/core/signature';
import type { Datatype, Tensor } from '@/core/tensors';
import { sampleRequest } from '../inspect/sample-request';
import { toSignature } from '../onnx/signature';
import { type Described, type DescribeWishes, draftOf, giveShape, type OutputDraft, withColumns } from './draft';
import { columnsIn, kindOf } from './json-rows';
import { exact, invoke } from './run-service';
import { type ServiceClient, ServiceFault } from './service-client';

/**
 * SageMaker's contract has no metadata: a person gives the shapes, and a first answer shows which body the image takes and what it gives.
 * @throws AppError `MODEL_SHAPE_NEEDED`, `MODEL_PREDICTION_FAILED`
 */
export async function describeSageMaker(client: ServiceClient, { signature }: DescribeWishes): Promise<Described> {
  const shapes = Object.entries(signature.shapes ?? {});
  if (shapes.length === 0) throw new AppError('MODEL_SHAPE_NEEDED', { detail: containerWords.shapeNeeded(), fix: giveShape() });
  const inputs = shapes.map(([name, row]): InputSpec => withColumns({ name, datatype: signature.datatypes?.[name] ?? 'FP32', shape: [-1, ...row] }, signature));
  const tensors = sampleOf(inputs);
  const faults: string[] = [];
  for (const body of invocationBodies) {
    try {
      const answer = await invoke(client, body, tensors);
      const columns = columnsIn(answer, tensors[0].shape[0]);
      const outputs = columns === null ? null : outputsOf(columns, signature.task);
      if (outputs !== null)
        return {
          service: { protocol: 'sagemaker', body },
          draft: draftOf(inputs, outputs, signature),
          evidence: containerWords.takes({ body: containerWords[body]() }),
        };
      faults.push(`${body}: ${JSON.stringify(answer, exact)?.slice(0, 200)}`);
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error;
      faults.push(`${body}: ${error.message}`);
    }
  }
  throw new AppError('MODEL_PREDICTION_FAILED', {
    detail: containerWords.noInvocation({ said: faults[0] ?? '' }),
    fix: containerWords.bodiesTried(),
    evidence: faults.join('\n'),
  });
}

/** Made-up values for one row; free sizes are 1. */
function sampleOf(inputs: readonly InputSpec[]): Tensor[] {
  const signature = toSignature(draftOf(inputs, [], {}), [], { batchable: true });
  const body = Buffer.from(JSON.stringify(sampleRequest(signature, 1)));
  return decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, body, signature).tensors;
}

/** Whole numbers are figures unless they are to be classes or clusters, one a row: JSON writes 1.0 as 1. */
function outputsOf(columns: ReadonlyMap<string, Json[]>, task: Task | undefined): OutputDraft[] | null {
  const isLabelled = task === 'classify' || task === 'cluster';
  const outputs = [...columns].map(([name, values]): OutputDraft | null => {
    const kind = kindOf(values);
    const isWhole = kind === 'whole' && isLabelled && !Array.isArray(values[0]);
    if (kind === null) return null;
    const datatype: Datatype = kind === 'text' ? 'BYTES' : kind === 'truth' ? 'BOOL' : isWhole ? 'INT64' : 'FP64';
    return { name, datatype, shape: null };
  });
  return outputs.every((output) => output !== null) ? outputs : null;
}
