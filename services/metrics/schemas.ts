import { z } from 'zod';
import { Name } from '../names';
import { isoTime } from '../page';

export const seriesNames = ['requests', 'errors', 'latency', 'queue', 'batch', 'replicas', 'cpu', 'memory'] as const;
export const EndpointMetricsInput = z.object({
  name: Name,
  from: isoTime.optional(),
  to: isoTime.optional(),
  /** Seconds; a multiple of 10. By default such that there are at most 360 points. */
  step: z.coerce.number().int().min(10).max(86_400).multipleOf(10).optional(),
  series: z
    .string()
    .default('requests,errors,latency,queue,replicas')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(seriesNames))),
  variant: z.string().optional(),
});
/** Points are [ms since 1970, value or null]; latency and queue come as p50, p90, p95, p99 in ms; requests and errors are counts a step. */
export const MetricsSchema = z.object({
  step: z.number(),
  series: z.array(z.object({ name: z.string(), unit: z.string(), points: z.array(z.tuple([z.number(), z.number().nullable()])) })),
});
export type Metrics = z.infer<typeof MetricsSchema>;
export const OverviewSchema = z.object({
  requests24h: z.number(),
  errors24h: z.number(),
  predictions24h: z.number(),
  endpoints: z.record(z.string(), z.number()),
  models: z.number(),
  monthToDateMicros: z.number(),
  currency: z.string(),
  series: MetricsSchema,
});
