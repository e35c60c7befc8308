import { z } from 'zod';
import { isoTime, PageInput, SentencesSchema } from '../page';

export const EventSchema = z.object({
  id: z.string(),
  type: z.string(),
  topic: z.string(),
  at: isoTime,
  resource: z.unknown(),
  message: z.string(),
  level: z.string(),
  sentences: SentencesSchema,
});
export type LiveEvent = z.infer<typeof EventSchema>;
/** Lists only events that carry a message. */
export const ListEventsInput = PageInput.extend({ topic: z.string().optional() });
