import { route } from '@/app/api/_http/route';
import { getEndpointConfig } from '@/services/endpoint-configs';
import { EndpointConfigSchema } from '@/services/endpoint-configs/schemas';
import { EndpointNameInput } from '@/services/endpoints/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoint-configs/{name}',
  summary: 'Get an endpoint config',
  input: EndpointNameInput,
  output: EndpointConfigSchema,
  handler: getEndpointConfig,
});
