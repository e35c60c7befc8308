import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { listLogs } from '@/services/logs';
import { ListLogsInput, RequestLogSchema } from '@/services/logs/schemas';
import { pageOf } from '@/services/page';

export const GET = route({
  method: 'GET',
  path: '/logs',
  summary: 'Search the request log, newest first',
  input: ListLogsInput,
  output: pageOf(RequestLogSchema),
  handler: (ctx, input) => listLogs(ctx, input, { storage: getResources().storage }),
});
