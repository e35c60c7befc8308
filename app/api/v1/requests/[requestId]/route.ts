import { z } from 'zod';
import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { getRequest } from '@/services/logs';
import { RequestSchema } from '@/services/logs/schemas';

export const GET = route({
  method: 'GET',
  path: '/requests/{requestId}',
  summary: 'Get one request by its id, with the time of each stage',
  input: z.object({ requestId: z.string().min(1).max(128) }),
  output: RequestSchema,
  handler: (ctx, input) => getRequest(ctx, input, { storage: getResources().storage }),
});
