import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { InputSpec, OutputSpec } from '@/core/signature';
import { requireInService, unknownEndpoint } from '../auth/authorize';
import type { EndpointRoute, VariantRoute } from '../routing/table';

const platforms: Readonly<Record<string, string>> = {
  onnx: 'onnx_onnxv1',
  tensorflow: 'tensorflow_savedmodel',
  sklearn: 'sklearn_sklearn',
  mxnet: 'mxnet_mxnet',
};

/** `GET /v2` */
export function serverMetadata(version: string) {
  return { name: 'aimass', version, extensions: ['binary_tensor_data'] };
}

/** `GET /v2/models/{name}[/versions/{v}]` @throws AppError `NOT_FOUND`, or why the endpoint is not in service */
export function modelMetadata(endpoint: EndpointRoute, version: number) {
  const variant = servedVariant(endpoint, version);
  const { snapshot } = variant;
  const versions = [...new Set(endpoint.variants.map((one) => String(one.snapshot.version)))];
  return {
    name: endpoint.name,
    versions,
    platform: platforms[snapshot.framework] ?? snapshot.framework,
    inputs: snapshot.signature.inputs.map(tensorMetadata),
    outputs: snapshot.signature.outputs.map(tensorMetadata),
  };
}

/** `GET /v2/models/{name}[/versions/{v}]/ready` @throws AppError where it is not */
export function modelReady(endpoint: EndpointRoute, version: number) {
  requireInService(endpoint);
  const variant = servedVariant(endpoint, version);
  if (!variant.scheduler.links.some((link) => link.ready))
    throw new AppError('NO_HEALTHY_REPLICA', { detail: inferenceWords.noReplicaReady(), retryAfterSeconds: 2 });
  return { name: endpoint.name, ready: true };
}

function servedVariant(endpoint: EndpointRoute, version: number): VariantRoute {
  const variant = endpoint.variants.find((one) => version === 0 || one.snapshot.version === version);
  if (variant !== undefined) return variant;
  requireInService(endpoint);
  throw version === 0 ? unknownEndpoint(endpoint.name) : new AppError('NOT_FOUND', { detail: inferenceWords.noVersion({ name: endpoint.name, version }) });
}

function tensorMetadata({ name, datatype, shape }: InputSpec | OutputSpec) {
  return { name, datatype, shape };
}
