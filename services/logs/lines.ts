import type { z } from 'zod';
import { requestWords } from '@/core/sentences/requests';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish, type Sentences } from '@/core/sentences/stored';
import type { TxCtx } from '../context';
import type { CountedRequest } from '../usage/outcome';
import { levelOf } from './present';
import type { RequestSchema } from './schemas';

type Line = z.infer<typeof RequestSchema>['lines'][number];

/** What happened to the endpoint so long before a request may be why it went as it did. */
const eventsBeforeMs = 60_000;
const eventsMax = 20;

/**
 * The log of one request, oldest first: what the gateway recorded of it, and what happened to its endpoint in the minute before and
 * while it ran, such as a replica that ended.
 */
export async function linesOf(tx: TxCtx, request: CountedRequest): Promise<Line[]> {
  const lines = [...(await endpointLines(tx, request)), ...ownLines(request)];
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

async function endpointLines(tx: TxCtx, request: CountedRequest): Promise<Line[]> {
  const events = await tx.tx.event.findMany({
    where: {
      organizationId: tx.organizationId,
      topics: { has: `endpoints/${request.endpoint}` },
      message: { not: '' },
      at: { gte: new Date(request.at - eventsBeforeMs), lte: new Date(endOf(request)) },
    },
    orderBy: { seq: 'desc' },
    take: eventsMax,
  });
  return events.reverse().map(({ at, level, message, sentences }) => ({
    at: at.toISOString(),
    level,
    message,
    ...(sentences === null ? {} : { sentences: sentences as unknown as Sentences }),
  }));
}

/** Only arrival and end have a time of their own; what lies between is told with the end. */
function ownLines(request: CountedRequest): Line[] {
  const { at, protocol, bytesIn, clientIp, attempts } = request;
  const end = new Date(endOf(request)).toISOString();
  const received = { bytes: bytesIn, protocol };
  const arrival = clientIp === '' ? requestWords.received(received) : requestWords.receivedFrom({ ...received, ip: clientIp });
  const lines: Line[] = [{ at: new Date(at).toISOString(), level: 'info', ...inEnglish({ message: arrival }) }];
  if (attempts > 1) lines.push({ at: end, level: 'warn', ...inEnglish({ message: requestWords.triedReplicas({ attempts }) }) });
  lines.push({ at: end, level: levelOf(request), ...inEnglish({ message: ending(request) }) });
  return lines;
}

function ending(request: CountedRequest): Sentence {
  const { outcome, status, code, predictions, bytesOut, replicaId, batchRows, totalUs, queueUs, batchUs, modelUs } = request;
  if (outcome === 'unknown') return requestWords.outcomeUnknown();
  const ran = batchRows > 1 ? requestWords.ranInBatch({ replica: replicaId, rows: batchRows }) : requestWords.ranOn({ replica: replicaId });
  const where = replicaId === '' ? requestWords.noReplica() : ran;
  const times = requestWords.tookTimes({ total: totalUs / 1000, queue: queueUs / 1000, batch: batchUs / 1000, model: modelUs / 1000 });
  if (outcome === 'ok') return requestWords.answered({ where, status, predictions, bytes: bytesOut, times });
  return requestWords.endedWith({ where, status, code, times });
}

function endOf({ at, totalUs }: CountedRequest): number {
  return at + Math.ceil(totalUs / 1000);
}
