import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { createEndpointConfig, listEndpointConfigs } from '@/services/endpoint-configs';
import { CreateEndpointConfigInput, EndpointConfigSchema } from '@/services/endpoint-configs/schemas';
import { fleetOf } from '@/services/instances';
import { PageInput, pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/endpoint-configs',
  summary: 'Store an endpoint config',
  input: CreateEndpointConfigInput,
  output: EndpointConfigSchema,
  status: 201,
  handler: (ctx, input) => createEndpointConfig(ctx, input, { fleet: fleetOf(getResources().settings) }),
});

export const GET = route({
  method: 'GET',
  path: '/endpoint-configs',
  summary: 'List endpoint configs',
  input: PageInput,
  output: pageOf(EndpointConfigSchema),
  handler: listEndpointConfigs,
});
