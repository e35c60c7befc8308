/**
 * One inference request as the gateway records it: the single source of billing, metrics and the request log.
 * In a spool segment each record is a frame `u32 length, u32 crc32(payload)`, big-endian, then the payload: UTF-8 JSON of an array in
 * the order of `usageFields`. A reader stops at the first frame that is cut short or fails its check.
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
