import { route } from '@/app/api/_http/route';
import { getEndpointMetrics } from '@/services/metrics';
import { EndpointMetricsInput, MetricsSchema } from '@/services/metrics/schemas';

export const GET = route({
  method: 'GET',
  path: '/endpoints/{name}/metrics',
  summary: 'Get figures of an endpoint over time',
  input: EndpointMetricsInput,
  output: MetricsSchema,
  handler: getEndpointMetrics,
});
