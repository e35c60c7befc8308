import { z } from 'zod';
import { isStillAllowed } from '@/app/api/_http/authenticate';
import { eventStreamResponse } from '@/app/api/_http/event-stream';
import { route } from '@/app/api/_http/route';
import { requireTopics } from '@/services/events';

const StreamInput = z.object({
  topics: z
    .string()
    .max(8_192)
    .transform((text) => [...new Set(text.split(',').filter(Boolean))]),
});

export const GET = route({
  method: 'GET',
  path: '/events',
  summary: 'Follow what changes, as server-sent events; `Last-Event-ID` replays what was missed',
  input: StreamInput,
  produces: ['text/event-stream'],
  handler: async (ctx, { topics }, { request, caller }) => {
    await requireTopics(ctx, topics);
    return eventStreamResponse({
      organizationId: ctx.organizationId,
      topics,
      after: request.headers.get('last-event-id') ?? undefined,
      isAllowed: () => isStillAllowed(caller),
      signal: request.signal,
    });
  },
});
