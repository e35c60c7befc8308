import { route } from '@/app/api/_http/route';
import { cancelDeployment } from '@/services/deployments';
import { DeploymentIdInput, DeploymentSchema } from '@/services/deployments/schemas';

export const POST = route({
  method: 'POST',
  path: '/deployments/{id}/cancel',
  summary: 'Cancel a deployment',
  input: DeploymentIdInput,
  output: DeploymentSchema,
  status: 202,
  handler: cancelDeployment,
});
