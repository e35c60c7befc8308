import { route } from '@/app/api/_http/route';
import { updateWeights } from '@/services/endpoints';
import { EndpointSchema, UpdateWeightsInput } from '@/services/endpoints/schemas';

export const PATCH = route({
  method: 'PATCH',
  path: '/endpoints/{name}/weights',
  summary: 'Shift traffic between the variants that serve',
  input: UpdateWeightsInput,
  output: EndpointSchema,
  routed: true,
  handler: updateWeights,
});
