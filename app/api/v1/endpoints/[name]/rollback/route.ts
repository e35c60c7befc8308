import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { rollbackEndpoint } from '@/services/deployments';
import { DeploymentSchema } from '@/services/deployments/schemas';
import { ChangeEndpointInput } from '@/services/endpoints/schemas';
import { fleetOf } from '@/services/instances';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/rollback',
  summary: 'Deploy the config that served before',
  input: ChangeEndpointInput,
  output: DeploymentSchema,
  status: 202,
  handler: (ctx, input) => rollbackEndpoint(ctx, input, { fleet: fleetOf(getResources().settings) }),
});
