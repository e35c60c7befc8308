import { existsSync } from 'node:fs';
import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { Database } from '@/prisma/client';
import { type ContainerPlaces, openEngine } from '@/providers/containers/engine';
import { listImages, removeImage } from '@/providers/containers/images';
import { sweepContainers } from '@/providers/containers/sweep';
import { servedImages } from '@/services/versions';
import type { LeaderLoop } from '../control';

export interface ImagesOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly places: ContainerPlaces;
  readonly log: Logger;
}

/** Each hour: removes containers whose process is gone, and images whose version is. A machine that never had any is not asked. */
export function imagesLoop(options: ImagesOptions): LeaderLoop {
  return { name: 'images', periodMs: 3_600_000, tick: () => collectImages(options) };
}

/** An image that is just being checked is that of a version in `Checking`, so nothing is removed while there is one. */
export async function collectImages({ database, clock, places, log }: ImagesOptions): Promise<void> {
  if (!existsSync(places.store)) return;
  const engine = await openEngine(places);
  await sweepContainers(engine);
  for (const imageId of await listImages(engine)) {
    const served = await servedImages({ database, clock }); // anew each time: a check may have begun meanwhile
    if (served !== null && !served.has(imageId) && (await removeImage(engine, imageId))) log.info({ imageId }, 'removed an image that no version has');
  }
}
