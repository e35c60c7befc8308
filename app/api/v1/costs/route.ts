import { csvResponse } from '@/app/api/_http/csv';
import { route } from '@/app/api/_http/route';
import { getCosts, toCsv } from '@/services/usage';
import { CostsSchema, UsageInput } from '@/services/usage/schemas';

export const GET = route({
  method: 'GET',
  path: '/costs',
  summary: 'Get costs, grouped, as JSON or CSV',
  input: UsageInput,
  output: CostsSchema,
  produces: ['text/csv'],
  handler: async (ctx, input) => {
    const costs = await getCosts(ctx, input);
    return input.format === 'csv' ? csvResponse(toCsv(costs), 'costs.csv') : costs;
  },
});
