import { route } from '@/app/api/_http/route';
import { getOrganizationMetrics } from '@/services/metrics';
import { MetricsSchema, OrganizationMetricsInput } from '@/services/metrics/schemas';

export const GET = route({
  method: 'GET',
  path: '/metrics',
  summary: 'Get figures of all endpoints together over time',
  input: OrganizationMetricsInput,
  output: MetricsSchema,
  handler: getOrganizationMetrics,
});
