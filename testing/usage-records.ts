import { encodeSpoolFrame } from '@/core/wire/spool-frame';
import type { UsageRecord } from '@/core/wire/usage-record';

let sequence = 0;

/** One answered request as a gateway records it; `given` changes what a test is about. */
export function usageRecord(given: Partial<UsageRecord> = {}): UsageRecord {
  sequence += 1;
  return {
    at: Date.UTC(2026, 10, 25, 12, 0, 0),
    requestId: `request-${sequence}`,
    organizationId: 'org_test',
    projectId: 'prj_test',
    endpointId: 'ep_test',
    endpoint: 'iris',
    deploymentId: 'dep_test',
    variant: 'main',
    modelId: 'mdl_test',
    versionId: 'ver_test',
    version: 1,
    principalId: 'key_test',
    replicaId: 'rep_test',
    status: 200,
    code: '',
    protocol: 'task',
    predictions: 1,
    batchRows: 1,
    bytesIn: 40,
    bytesOut: 120,
    totalUs: 2_000,
    queueUs: 100,
    batchUs: 50,
    modelUs: 1_000,
    cache: 'bypass',
    attempts: 1,
    clientIp: '127.0.0.1',
    kind: 'whole',
    gatewaySeq: sequence,
    ...given,
  };
}

/** The bytes of a sealed segment, one write a record. */
export function spoolSegment(records: readonly UsageRecord[]): Buffer {
  return Buffer.concat(records.map((record) => encodeSpoolFrame([record])));
}
