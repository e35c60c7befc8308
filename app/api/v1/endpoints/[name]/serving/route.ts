import { route } from '@/app/api/_http/route';
import { getServing } from '@/services/endpoints';
import { GetServingInput, ServingSchema } from '@/services/endpoints/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/serving',
  summary: 'Tell which versions an endpoint served at a time',
  input: GetServingInput,
  output: ServingSchema,
  handler: getServing,
});
