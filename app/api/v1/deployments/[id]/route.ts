import { route } from '@/app/api/_http/route';
import { getDeployment } from '@/services/deployments';
import { DeploymentIdInput, DeploymentSchema } from '@/services/deployments/schemas';

export const GET = route({
  method: 'GET',
  path: '/deployments/{id}',
  summary: 'Get a deployment with its phases and log',
  input: DeploymentIdInput,
  output: DeploymentSchema,
  handler: getDeployment,
});
