import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { getOverview } from '@/services/metrics';
import { OverviewSchema } from '@/services/metrics/schemas';

export const GET = route({
  method: 'GET',
  path: '/overview',
  summary: 'The last 24 hours and the month to date at a glance',
  input: z.object({}),
  output: OverviewSchema,
  handler: getOverview,
});
