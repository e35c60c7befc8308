import { systemClock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { Database } from '@/prisma/client';
import { listen } from '../listen';
import { EventFeed } from './feed';
import type { LiveEvent } from './schemas';

export interface EventSubscription {
  readonly organizationId: string;
  /** Exact topics: `endpoints`, `endpoints/iris`, `metrics`. */
  readonly topics: readonly string[];
  /** `Last-Event-ID`: what came after it is replayed first; without it only what comes from now on. */
  readonly after?: string | undefined;
  /** Events in the order of their ids, each once. An id is '' for what cannot be replayed (`metrics.tick`, `stream.reset`). */
  readonly onEvent: (event: LiveEvent) => void;
}

export interface EventStream {
  /** @throws AppError `DATABASE_UNREACHABLE` when nothing can be told now */
  subscribe(subscription: EventSubscription): Promise<{ close(): void }>;
  stop(): Promise<void>;
}

/**
 * The live stream of one process: one connection listens, and each subscriber gets the events of its organization and topics. Events
 * are rows, so nothing is lost while the connection is away; ticks of metrics are mere notifications, and after a gap one is sent anyway.
 * Where a replay is no longer possible, `stream.reset` tells the subscriber to look at everything anew.
 */
export function openEventStream(options: { databaseUrl: string; database: Database; log: Logger }): EventStream {
  const feeds = new Map<string, EventFeed>();
  const listener = listen({
    databaseUrl: options.databaseUrl,
    channel: 'aimass_events',
    log: options.log,
    onNotice: (payload) => {
      const [organizationId, what = '', endpoints] = payload.split(':');
      const feed = feeds.get(organizationId);
      if (what === 'tick') feed?.tick(endpoints ? endpoints.split(',') : null);
      else feed?.wake();
    },
    onConnected: () => {
      for (const feed of feeds.values()) {
        feed.wake();
        feed.tick(null);
      }
    },
  });
  return {
    subscribe: async (subscription) => {
      const { organizationId } = subscription;
      const feed = feeds.get(organizationId) ?? new EventFeed({ ...options, clock: systemClock, organizationId });
      feeds.set(organizationId, feed);
      const leave = (): void => {
        if (feed.isIdle) feeds.delete(organizationId);
      };
      try {
        const joined = await feed.join(subscription);
        return {
          close: () => {
            joined.close();
            leave();
          },
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
    stop: () => listener.stop(),
  };
}
