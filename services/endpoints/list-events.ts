import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { Sentences } from '@/core/sentences/stored';
import { type Ctx, requireAction, withTransaction } from '../context';
import type { LiveEvent } from '../events/schemas';
import type { Page } from '../page';
import { getEndpointInOrganization } from './internal';
import type { ListEndpointEventsInput } from './schemas';

/** What happened to an endpoint, in sentences, newest first. @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND`, `VALIDATION_FAILED` (cursor) */
export async function listEndpointEvents(ctx: Ctx, input: z.infer<typeof ListEndpointEventsInput>): Promise<Page<LiveEvent>> {
  const before = input.cursor === undefined ? null : seqOf(input.cursor);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.name}`);
    const endpoint = await getEndpointInOrganization(tx, input.name);
    const topic = `endpoints/${endpoint.name}`;
    const rows = await tx.tx.event.findMany({
      // an endpoint of the same name may have existed before
      where: {
        organizationId: ctx.organizationId,
        topics: { has: topic },
        message: { not: '' },
        at: { gte: endpoint.createdAt },
        ...(before === null ? {} : { seq: { lt: before } }),
      },
      orderBy: { seq: 'desc' },
      take: input.limit + 1,
    });
    const items = rows.slice(0, input.limit).map((row) => ({
      id: row.seq.toString(),
      type: row.type,
      topic,
      at: row.at.toISOString(),
      resource: row.resource,
      message: row.message,
      level: row.level,
      ...(row.sentences === null ? {} : { sentences: row.sentences as unknown as Sentences }),
    }));
    return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null };
  });
}

function seqOf(cursor: string): bigint {
  if (/^\d{1,18}$/.test(cursor)) return BigInt(cursor);
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.foreignCursor(),
    fix: requestWords.passCursor(),
    errors: [{ pointer: '/cursor', detail: fieldWords.notCursor() }],
  });
}
