import { route } from '@/app/api/_http/route';
import { getEndpoint, removeEndpoint } from '@/services/endpoints';
import { ChangeEndpointInput, EndpointNameInput, EndpointSchema } from '@/services/endpoints/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}',
  summary: 'Get an endpoint',
  input: EndpointNameInput,
  output: EndpointSchema,
  handler: getEndpoint,
});

export const DELETE = route({
  method: 'DELETE',
  path: '/endpoints/{name}',
  summary: 'Delete an endpoint',
  input: ChangeEndpointInput,
  output: EndpointSchema,
  status: 202,
  routed: true,
  handler: removeEndpoint,
});
