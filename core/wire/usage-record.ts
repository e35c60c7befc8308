/**
 * One inference request as the gateway records it: the single source of billing, metrics and the request log. It stands in the spool as
 * a JSON array in the order of `usageFields` (`spool-frame.ts`).
 */
export interface UsageRecord {
  /** Wall time of arrival, ms since 1970. */
  readonly at: number;
  readonly requestId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly endpointId: string;
  readonly endpoint: string;
  readonly deploymentId: string;
  readonly variant: string;
  readonly modelId: string;
  readonly versionId: string;
  readonly version: number;
  /** `key_…` of an API key or `usr_…` for the playground. */
  readonly principalId: string;
  readonly replicaId: string;
  /** HTTP status of the answer; 499 when the client left first. */
  readonly status: number;
  /** Error code of core/errors, or ''. */
  readonly code: string;
  readonly protocol: string;
  /** Rows answered. Billed only where `status` is 2xx. */
  readonly predictions: number;
  readonly batchRows: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Stage times in µs: whole request, waiting in queues, batching and copying, the model. */
  readonly totalUs: number;
  readonly queueUs: number;
  readonly batchUs: number;
  readonly modelUs: number;
  readonly cache: 'hit' | 'miss' | 'coalesced' | 'bypass';
  readonly attempts: number;
  readonly clientIp: string;
  /** Strict mode writes `start` before the answer and `end` when it went out; default mode writes `whole`. `gatewaySeq` pairs them. */
  readonly kind: 'whole' | 'start' | 'end';
  readonly gatewaySeq: number;
}

export const usageFields = [
  'at',
  'requestId',
  'organizationId',
  'projectId',
  'endpointId',
  'endpoint',
  'deploymentId',
  'variant',
  'modelId',
  'versionId',
  'version',
  'principalId',
  'replicaId',
  'status',
  'code',
  'protocol',
  'predictions',
  'batchRows',
  'bytesIn',
  'bytesOut',
  'totalUs',
  'queueUs',
  'batchUs',
  'modelUs',
  'cache',
  'attempts',
  'clientIp',
  'kind',
  'gatewaySeq',
] as const satisfies readonly (keyof UsageRecord)[]; // prettier-ignore

/** A record from its values in the order of `usageFields`; written out, since it is made for every request. */
export function usageRecordOf(values: readonly unknown[]): UsageRecord {
  return {
    at: values[0],
    requestId: values[1],
    organizationId: values[2],
    projectId: values[3],
    endpointId: values[4],
    endpoint: values[5],
    deploymentId: values[6],
    variant: values[7],
    modelId: values[8],
    versionId: values[9],
    version: values[10],
    principalId: values[11],
    replicaId: values[12],
    status: values[13],
    code: values[14],
    protocol: values[15],
    predictions: values[16],
    batchRows: values[17],
    bytesIn: values[18],
    bytesOut: values[19],
    totalUs: values[20],
    queueUs: values[21],
    batchUs: values[22],
    modelUs: values[23],
    cache: values[24],
    attempts: values[25],
    clientIp: values[26],
    kind: values[27],
    gatewaySeq: values[28],
  } as UsageRecord;
}
