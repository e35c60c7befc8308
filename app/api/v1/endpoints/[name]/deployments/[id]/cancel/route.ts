import { z } from 'zod';
import { route } from '@/app/api/_http/route';
import { cancelDeployment } from '@/services/deployments';
import { DeploymentSchema } from '@/services/deployments/schemas';
import { Name } from '@/services/names';

export const POST = route({
  method: 'POST',
  path: '/endpoints/{name}/deployments/{id}/cancel',
  summary: 'Cancel a deployment of an endpoint',
  input: z.object({ name: Name, id: z.string() }),
  output: DeploymentSchema,
  status: 202,
  handler: (ctx, { name, id }) => cancelDeployment(ctx, { id, endpoint: name }),
});
