import type { SnapshotEndpoint, SnapshotVariant } from '@/core/snapshot';
import type { UsageRecord } from '@/core/wire/usage-record';
import type { RequestContext } from '../request-context';

/** The fields that are the same for all requests of a variant, `organizationId` to `version`, as JSON text. */
export function recordPrefix(
  endpoint: Pick<SnapshotEndpoint, 'organizationId' | 'projectId' | 'id' | 'name' | 'deploymentId'>,
  variant: Pick<SnapshotVariant, 'name' | 'deploymentId' | 'modelId' | 'versionId' | 'version'> | null,
): string {
  const { organizationId, projectId, id, name, deploymentId } = endpoint;
  const values = [
    organizationId,
    projectId,
    id,
    name,
    variant?.deploymentId ?? deploymentId,
    variant?.name ?? '',
    variant?.modelId ?? '',
    variant?.versionId ?? '',
    variant?.version ?? 0,
  ];
  return values.map((value) => JSON.stringify(value)).join(',');
}

/**
 * One request's record as it stands in a spool frame: the text of `encodeUsageRecord` for the same fields, put together from text made
 * ahead. Every text in it is of characters that JSON does not escape: ids, codes, and request ids checked on the way in.
 */
export function encodeRecord(request: RequestContext, kind: UsageRecord['kind'], status: number, code: string, bytesOut: number, totalUs: number): string {
  const prefix = request.variant?.recordPrefix ?? request.endpoint?.recordPrefix ?? '';
  const queueUs = Math.round(request.gatewayQueueUs + request.replicaQueueUs);
  return `[${request.wallAt},"${request.requestId}",${prefix},"${request.principal?.id ?? ''}","${request.replicaId}",${status},"${code}","${request.protocol}",${request.predictions},${request.batchRows},${request.bytesIn},${bytesOut},${Math.round(totalUs)},${queueUs},${request.batchUs},${request.modelUs},"bypass",${request.attempts},"${request.connection.remoteAddress}","${kind}",${request.gatewaySeq}]`;
}
