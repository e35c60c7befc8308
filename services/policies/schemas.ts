import { z } from 'zod';
import { actions, roles } from '@/core/policy/actions';
import { SentencesSchema } from '../page';

/** May this role or this list of actions do that, on that resource? */
export const SimulateInput = z
  .object({
    role: z.enum(roles).optional(),
    actions: z.array(z.string().min(1).max(64)).max(100).optional(),
    /** Of a key: names of the only endpoints it reaches. */
    endpoints: z.array(z.string().min(1).max(63)).max(200).default([]),
    action: z.enum(actions),
    resource: z.string().max(256).default(''),
  })
  .refine((input) => (input.role === undefined) !== (input.actions === undefined), { path: ['role'], message: 'give either role or actions' });
export type SimulateInput = z.infer<typeof SimulateInput>;

/** `matched` is the grant that decided, or empty; `reason` says it in a sentence. */
export const SimulationSchema = z.object({ allowed: z.boolean(), matched: z.string(), reason: z.string(), sentences: SentencesSchema });
export type Simulation = z.infer<typeof SimulationSchema>;
