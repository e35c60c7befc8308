import type { TxCtx } from '../context';
import type { CountedRequest } from '../usage/outcome';
import type { RequestLog } from './schemas';

export type LogLevel = 'info' | 'warn' | 'error';

/** `error`: we or the model failed; `warn`: the caller did, or left, or nobody knows; `info`: answered. */
export function levelOf(request: Pick<CountedRequest, 'outcome'>): LogLevel {
  if (request.outcome === 'ok') return 'info';
  return request.outcome === 'model_error' || request.outcome === 'server_error' ? 'error' : 'warn';
}

/** Requests as the API shows them, with two queries however many there are. */
export async function toRequestLogs(tx: TxCtx, requests: readonly CountedRequest[]): Promise<RequestLog[]> {
  const { organizationId } = tx;
  const modelIds = [...new Set(requests.map((request) => request.modelId))];
  const models = await tx.tx.model.findMany({ where: { organizationId, id: { in: modelIds } }, select: { id: true, name: true } });
  const modelNames = new Map(models.map((model) => [model.id, model.name]));
  const principals = await principalNames(tx, [...new Set(requests.map((request) => request.principalId))]);
  return requests.map((request) => toRequestLog(request, modelNames.get(request.modelId) ?? '', principals.get(request.principalId) ?? request.principalId));
}

async function principalNames(tx: TxCtx, ids: readonly string[]): Promise<Map<string, string>> {
  const keys = await tx.tx.apiKey.findMany({ where: { organizationId: tx.organizationId, id: { in: [...ids] } }, select: { id: true, name: true } });
  const users = ids.some((id) => id.startsWith('usr_')) ? await tx.tx.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } }) : [];
  return new Map([...keys, ...users].map((row) => [row.id, row.name]));
}

function toRequestLog(request: CountedRequest, model: string, principalName: string): RequestLog {
  const { totalUs, queueUs, batchUs, modelUs } = request;
  return {
    requestId: request.requestId,
    at: new Date(request.at).toISOString(),
    endpoint: request.endpoint,
    variant: request.variant,
    model,
    version: request.version,
    principalId: request.principalId,
    principalName,
    replicaId: request.replicaId,
    protocol: request.protocol,
    status: request.status,
    code: request.code,
    predictions: request.predictions,
    batchRows: request.batchRows,
    bytesIn: request.bytesIn,
    bytesOut: request.bytesOut,
    stages: {
      gatewayMs: Math.max(0, totalUs - queueUs - batchUs - modelUs) / 1000,
      queueMs: queueUs / 1000,
      batchMs: batchUs / 1000,
      modelMs: modelUs / 1000,
      totalMs: totalUs / 1000,
    },
    cache: request.cache,
    attempts: request.attempts,
    clientIp: request.clientIp,
  };
}
