import { route } from '@/app/api/_http/route';
import { stopEndpoint } from '@/services/endpoints';
import { ChangeEndpointInput, EndpointSchema } from '@/services/endpoints/schemas';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/stop',
  summary: 'Stop an endpoint',
  input: ChangeEndpointInput,
  output: EndpointSchema,
  status: 202,
  routed: true,
  handler: stopEndpoint,
});
