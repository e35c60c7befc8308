import { containerWords } from '@/core/sentences/containers';
import type { Datatype } from '@/core/tensors';
import { type Described, type DescribeWishes, draftOf, modelNames, type OutputDraft, specOf, withColumns } from './draft';
import { isObject, type JsonObject } from './json-rows';
import { isAvailable, jsonOrNull } from './readiness';
import { type ServiceClient, ServiceFault } from './service-client';

const askMsMax = 10_000;
const tensorFlowTypes: Readonly<Record<string, Datatype>> = {
  DT_FLOAT: 'FP32',
  DT_DOUBLE: 'FP64',
  DT_HALF: 'FP16',
  DT_INT8: 'INT8',
  DT_INT16: 'INT16',
  DT_INT32: 'INT32',
  DT_INT64: 'INT64',
  DT_UINT8: 'UINT8',
  DT_UINT16: 'UINT16',
  DT_UINT32: 'UINT32',
  DT_UINT64: 'UINT64',
  DT_BOOL: 'BOOL',
  DT_STRING: 'BYTES',
};

/** From the metadata of its default signature. @throws ServiceFault */
export async function describeTensorFlowServing(client: ServiceClient, wishes: DescribeWishes): Promise<Described> {
  let model: string | null = null;
  for (const name of modelNames(wishes)) {
    if (model === null && isAvailable(await client.ask({ path: `/v1/models/${encodeURIComponent(name)}`, timeoutMs: askMsMax }))) model = name;
  }
  if (model === null) throw new ServiceFault(containerWords.noModel({ protocol: containerWords['tensorflow-serving']() }));
  const { body } = await client.call({ path: `/v1/models/${encodeURIComponent(model)}/metadata`, timeoutMs: askMsMax });
  const defs = ((jsonOrNull(body) as { metadata?: { signature_def?: { signature_def?: JsonObject } } } | null)?.metadata?.signature_def?.signature_def ??
    {}) as JsonObject;
  const chosen = defs.serving_default ?? Object.entries(defs).find(([name]) => name !== '__saved_model_init_op')?.[1];
  const { inputs, outputs } = (isObject(chosen) ? chosen : {}) as JsonObject;
  const specs = (of: unknown): OutputDraft[] => {
    if (!isObject(of as JsonObject) || Object.keys(of as JsonObject).length === 0) throw new ServiceFault(body.toString('utf8', 0, 300));
    return Object.entries(of as JsonObject).map(([name, one]) => {
      const { dtype, tensor_shape: shape } = one as { dtype?: string; tensor_shape?: { dim?: { size?: string | number }[]; unknown_rank?: boolean } };
      const sizes = shape?.unknown_rank === true ? null : (shape?.dim ?? []).map(({ size }) => Number(size));
      return specOf({ name, datatype: dtype ?? '', shape: sizes }, (type) => tensorFlowTypes[type], body);
    });
  };
  const draft = draftOf(
    specs(inputs).map((one) => withColumns({ ...one, shape: one.shape ?? [-1] }, wishes.signature)),
    specs(outputs),
    wishes.signature,
  );
  return { service: { protocol: 'tensorflow-serving', model }, draft, evidence: null };
}
