import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { createEndpoint, listEndpoints } from '@/services/endpoints';
import { CreateEndpointInput, EndpointSchema, ListEndpointsInput } from '@/services/endpoints/schemas';
import { fleetOf } from '@/services/instances';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/endpoints',
  summary: 'Create an endpoint and begin its first deployment',
  input: CreateEndpointInput,
  output: EndpointSchema,
  status: 202,
  handler: (ctx, input) => createEndpoint(ctx, input, { fleet: fleetOf(getResources().settings) }),
});

export const GET = route({
  method: 'GET',
  path: '/endpoints',
  summary: 'List endpoints',
  input: ListEndpointsInput,
  output: pageOf(EndpointSchema),
  handler: listEndpoints,
});
