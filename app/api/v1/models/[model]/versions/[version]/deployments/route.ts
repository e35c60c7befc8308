import { route } from '@/app/api/_http/route';
import { pageOf } from '@/services/page';
import { listVersionDeployments } from '@/services/versions';
import { ListVersionDeploymentsInput, VersionDeploymentSchema } from '@/services/versions/schemas';

export const GET = route({
  method: 'GET',
  path: '/models/{model}/versions/{version}/deployments',
  summary: 'List who deployed a version where and when',
  input: ListVersionDeploymentsInput,
  output: pageOf(VersionDeploymentSchema),
  handler: listVersionDeployments,
});
