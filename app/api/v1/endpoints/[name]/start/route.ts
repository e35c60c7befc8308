import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { startEndpoint } from '@/services/endpoints';
import { ChangeEndpointInput, EndpointSchema } from '@/services/endpoints/schemas';
import { fleetOf } from '@/services/instances';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/start',
  summary: 'Start an endpoint with the config that served last',
  input: ChangeEndpointInput,
  output: EndpointSchema,
  status: 202,
  handler: (ctx, input) => startEndpoint(ctx, input, { fleet: fleetOf(getResources().settings) }),
});
