import type { ContainerProtocol } from '@/core/container-model';
import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import { describeOpenInference } from './describe-open-inference';
import { describeSageMaker } from './describe-sagemaker';
import { describeTensorFlowServing } from './describe-tensorflow-serving';
import { type Described, type DescribeWishes, giveShape } from './draft';
import { type ServiceClient, ServiceFault } from './service-client';

/**
 * How the model in a ready container is called: from its metadata, or from a person's words and a first answer.
 * @throws AppError `MODEL_SHAPE_NEEDED`, `MODEL_SIGNATURE_UNSUPPORTED`, `MODEL_PREDICTION_FAILED`
 */
export async function describeService(client: ServiceClient, protocol: ContainerProtocol, wishes: DescribeWishes): Promise<Described> {
  try {
    if (protocol === 'sagemaker') return await describeSageMaker(client, wishes);
    if (protocol === 'open-inference') return await describeOpenInference(client, wishes);
    return await describeTensorFlowServing(client, wishes);
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
    throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail: containerWords.noSignature({ said: error.message }), fix: giveShape() });
  }
}
