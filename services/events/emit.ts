import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Prisma } from '@/prisma/client';
import { lockOrganization, type TxCtx } from '../context';

export interface EventInput {
  /** `endpoint.updated`, `version.updated`, `deployment.updated`, `metrics.tick` … */
  readonly type: string;
  /** `endpoints`, `endpoints/iris`, `models/iris/versions/3`, `deployments/dep_…` */
  readonly topics: readonly string[];
  /** The resource as the API shows it, or a small part of it; JSON-safe. */
  readonly resource: object;
  /** A sentence for the events list; empty for a bare change notice. */
  readonly message?: Words;
  readonly level?: 'info' | 'warn' | 'error';
  readonly organizationId?: string;
  readonly projectId?: string | null;
}

/** Adds an event in the transaction of the change; the live stream sends it once that commits. `seq` has no gaps in an organization. */
export async function emitEvent(ctx: TxCtx, event: EventInput): Promise<void> {
  const organizationId = event.organizationId ?? ctx.organizationId;
  await lockOrganization(ctx, organizationId);
  const last = await ctx.tx.event.findFirst({ where: { organizationId }, orderBy: { seq: 'desc' }, select: { seq: true } });
  const { message, sentences } = inEnglish({ message: event.message ?? '' });
  await ctx.tx.event.create({
    data: {
      organizationId,
      seq: (last?.seq ?? 0n) + 1n,
      projectId: event.projectId ?? null,
      type: event.type,
      topics: [...event.topics],
      resource: JSON.parse(JSON.stringify(event.resource)) as Prisma.InputJsonValue,
      message,
      ...(sentences === undefined ? {} : { sentences: sentences as unknown as Prisma.InputJsonValue }),
      level: event.level ?? 'info',
      at: new Date(ctx.clock.now()),
    },
  });
}
