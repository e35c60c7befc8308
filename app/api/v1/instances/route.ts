import { route } from '@/app/api/_http/route';
import { listInstances } from '@/services/instances';
import { InstanceSchema, ListInstancesInput } from '@/services/instances/schemas';
import { pageOf } from '@/services/page';

export const GET = route({
  method: 'GET',
  path: '/instances',
  summary: 'List instances with their replicas',
  input: ListInstancesInput,
  output: pageOf(InstanceSchema),
  handler: listInstances,
});
