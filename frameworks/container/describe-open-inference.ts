import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import { datatypes } from '@/core/tensors';
import { type Described, type DescribeWishes, draftOf, modelNames, type OutputDraft, specOf, withColumns } from './draft';
import { isObject, type JsonObject } from './json-rows';
import { jsonOrNull } from './readiness';
import { type ServiceClient, ServiceFault } from './service-client';

const askMsMax = 10_000;

/** From the model's metadata. @throws ServiceFault, AppError `MODEL_SIGNATURE_UNSUPPORTED` where it is not clear which model is meant */
export async function describeOpenInference(client: ServiceClient, wishes: DescribeWishes): Promise<Described> {
  const server = jsonOrNull((await client.call({ path: '/v2', timeoutMs: askMsMax })).body);
  const extensions = isObject(server ?? undefined) ? (server as JsonObject).extensions : [];
  const model = await openInferenceModel(client, wishes);
  const { body } = await client.call({ path: `/v2/models/${encodeURIComponent(model)}`, timeoutMs: askMsMax });
  const said = jsonOrNull(body);
  const specs = (list: unknown): OutputDraft[] => {
    if (!Array.isArray(list) || list.length === 0) throw new ServiceFault(body.toString('utf8', 0, 300));
    return list.map((one) => specOf(one as JsonObject, (datatype) => datatypes.find((known) => known === datatype), body));
  };
  const { inputs, outputs } = (isObject(said ?? undefined) ? said : {}) as JsonObject;
  const binary = Array.isArray(extensions) && extensions.includes('binary_tensor_data');
  const draft = draftOf(
    specs(inputs).map((one) => withColumns({ ...one, shape: one.shape ?? [] }, wishes.signature)),
    specs(outputs),
    wishes.signature,
  );
  return { service: { protocol: 'open-inference', model, binary }, draft, evidence: null };
}

/** The protocol has no list of models; servers have one all the same. */
async function openInferenceModel(client: ServiceClient, wishes: DescribeWishes): Promise<string> {
  const names = modelNames(wishes);
  if (wishes.container.model !== undefined) return wishes.container.model;
  const index = await client.ask({
    method: 'POST',
    path: '/v2/repository/index',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    timeoutMs: askMsMax,
  });
  const indexed = jsonOrNull(index.body);
  const listed = Array.isArray(indexed)
    ? indexed
    : ((jsonOrNull((await client.ask({ path: '/v2/models', timeoutMs: askMsMax })).body) as JsonObject | null)?.models ?? []);
  const found = (Array.isArray(listed) ? listed : []).flatMap((one) => {
    const name = typeof one === 'string' ? one : isObject(one) && one.state !== 'UNAVAILABLE' ? one.name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
  const known = [...new Set(found)];
  const chosen = known.length === 1 ? known[0] : known.find((name) => names.includes(name));
  if (chosen !== undefined) return chosen;
  if (known.length > 1)
    throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', { detail: containerWords.modelUnnamed({ names: known.slice(0, 20) }), fix: containerWords.nameModel() });
  for (const name of names) if ((await client.ask({ path: `/v2/models/${encodeURIComponent(name)}`, timeoutMs: askMsMax })).status === 200) return name;
  throw new AppError('MODEL_SIGNATURE_UNSUPPORTED', {
    detail: containerWords.noModel({ protocol: containerWords['open-inference']() }),
    fix: containerWords.nameModel(),
  });
}
