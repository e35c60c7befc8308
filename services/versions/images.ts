import type { ContainerModel } from '@/core/container-model';
import { Prisma } from '@/prisma/client';
import { systemContext, withTransaction } from '../context';
import type { CheckJob } from './check';

/** Ids of the images that versions of any organization run; null while a version is being checked, whose image is not known yet. */
export async function servedImages({ database, clock }: CheckJob): Promise<ReadonlySet<string> | null> {
  return withTransaction(systemContext(database, clock, 'images'), async ({ tx }) => {
    if ((await tx.version.count({ where: { state: 'Checking' } })) > 0) return null;
    const rows = await tx.version.findMany({ where: { framework: 'container', native: { not: Prisma.DbNull } }, select: { native: true } });
    return new Set(rows.map(({ native }) => (native as unknown as ContainerModel).imageId));
  });
}
