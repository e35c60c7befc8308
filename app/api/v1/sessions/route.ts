import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { pageOf } from '@/services/page';
import { listSessions } from '@/services/sessions';
import { SessionSchema } from '@/services/sessions/schemas';

export const GET = route({
  method: 'GET',
  path: '/sessions',
  summary: 'List your own sessions',
  input: z.object({}),
  output: pageOf(SessionSchema),
  handler: listSessions,
});
