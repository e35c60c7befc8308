import { route } from '@/app/api/_http/route';
import { listEndpointAccess } from '@/services/endpoints';
import { EndpointAccessSchema, EndpointNameInput } from '@/services/endpoints/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/access',
  summary: 'List the keys and members that may use an endpoint',
  input: EndpointNameInput,
  output: EndpointAccessSchema,
  handler: listEndpointAccess,
});
