import { getResources } from '@/app/api/_http/resources';
import { route } from '@/app/api/_http/route';
import { createDeployment, listDeployments } from '@/services/deployments';
import { DeploymentSchema, DeployToEndpointInput, ListEndpointDeploymentsInput } from '@/services/deployments/schemas';
import { fleetOf } from '@/services/instances';
import { pageOf } from '@/services/page';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/deployments',
  summary: 'Deploy a config to an endpoint',
  input: DeployToEndpointInput,
  output: DeploymentSchema,
  status: 202,
  handler: (ctx, { name, ...rollout }) => createDeployment(ctx, { ...rollout, endpoint: name }, { fleet: fleetOf(getResources().settings) }),
});

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/deployments',
  summary: 'List the deployments of an endpoint',
  input: ListEndpointDeploymentsInput,
  output: pageOf(DeploymentSchema),
  handler: (ctx, { name, ...page }) => listDeployments(ctx, { ...page, endpoint: name }),
});
