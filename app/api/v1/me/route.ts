import { z } from 'zod';
import { csrfTokenOf } from '@/app/api/_http/csrf';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { meOfKey, meOfSession } from '@/services/sessions';
import { MeSchema } from '@/services/sessions/schemas';

export const GET = route({
  method: 'GET',
  path: '/me',
  summary: 'Who is signed in, and what they may do',
  input: z.object({}),
  output: MeSchema,
  offline: true,
  handler: async (ctx, _input, { caller }) => {
    if (caller.session === null) return meOfKey(ctx);
    const csrfToken = csrfTokenOf(getResources().masterKey, caller.session.sessionId);
    return meOfSession(caller.session, ctx.actions, { csrfToken, readOnly: caller.offline });
  },
});
