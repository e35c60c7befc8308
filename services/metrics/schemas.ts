import { z } from 'zod';
import { Name } from '../names';
import { isoTime } from '../page';

export const seriesNames = ['requests', 'errors', 'latency', 'queue', 'batch', 'replicas', 'inflight', 'cpu', 'memory'] as const;
export type SeriesName = (typeof seriesNames)[number];
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
/**
 * Points are [ms since 1970, value or null]; latency and queue come as `latency.p50`, `.p90`, `.p95`, `.p99` in ms, queue also as `queue.depth`;
 * requests and errors are counts a step. `step` may be larger than asked for: at most 360 points, and not finer than what is kept of that age.
 */
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

const window = { from: isoTime.optional(), to: isoTime.optional() };
export const EndpointFiguresInput = z.object(window);
/** What each endpoint did in a window: counts, and percentiles in ms; null where nothing was answered. Endpoints nobody called are left out. */
export const EndpointFiguresSchema = z.object({
  endpoint: z.string(),
  requests: z.number(),
  errors: z.number(),
  predictions: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type EndpointFigures = z.infer<typeof EndpointFiguresSchema>;
/** The same series as of one endpoint, over all endpoints together. */
export const OrganizationMetricsInput = EndpointMetricsInput.omit({ name: true, variant: true });
