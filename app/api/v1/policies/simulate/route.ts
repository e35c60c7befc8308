import { route } from '@/app/api/_http/route';
import { simulatePolicy } from '@/services/policies';
import { SimulateInput, SimulationSchema } from '@/services/policies/schemas';

export const POST = route({
  method: 'POST',
  path: '/policies/simulate',
  summary: 'Ask whether a role or a key may do something',
  input: SimulateInput,
  output: SimulationSchema,
  handler: simulatePolicy,
});
