import { route } from '@/app/api/_http/route';
import { EndpointSchema } from '@/services/endpoints/schemas';
import { getScaling, updateScaling } from '@/services/scaling';
import { GetScalingInput, ScalingSchema, UpdateScalingInput } from '@/services/scaling/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/scaling',
  summary: 'How an endpoint scales: policies, counts, and every decision with its reason, newest first',
  input: GetScalingInput,
  output: ScalingSchema,
  handler: getScaling,
});

export const PATCH = route({
  method: 'PATCH',
  path: '/endpoints/{name}/scaling',
  summary: 'Change how a variant follows its load; nothing restarts',
  input: UpdateScalingInput,
  output: EndpointSchema,
  routed: true,
  handler: updateScaling,
});
