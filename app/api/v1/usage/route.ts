import { csvResponse } from '@/app/api/_http/csv';
import { route } from '@/app/api/_http/route';
import { getUsage, toCsv } from '@/services/usage';
import { UsageInput, UsageSchema } from '@/services/usage/schemas';

export const GET = route({
  method: 'GET',
  path: '/usage',
  summary: 'Get usage, grouped, as JSON or CSV',
  input: UsageInput,
  output: UsageSchema,
  produces: ['text/csv'],
  handler: async (ctx, input) => {
    const usage = await getUsage(ctx, input);
    return input.format === 'csv' ? csvResponse(toCsv(usage), 'usage.csv') : usage;
  },
});
