import { z } from 'zod';
import { isoTime } from '../page';

export const usageGroups = ['endpoint', 'model', 'version', 'variant', 'key', 'project', 'day'] as const;
export type UsageGroup = (typeof usageGroups)[number];
/**
 * `from` and `to` are times or UTC days; a day as `to` is part of the period. By default from the first of the month until now.
 * Figures are kept by the minute, so a period begins and ends with one.
 */
export const UsageInput = z.object({
  from: z.union([isoTime, z.iso.date()]).optional(),
  to: z.union([isoTime, z.iso.date()]).optional(),
  groupBy: z
    .string()
    .default('endpoint')
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(usageGroups))),
  endpoint: z.string().optional(),
  format: z.enum(['json', 'csv']).default('json'),
});
export type UsageInput = z.infer<typeof UsageInput>;

const figures = {
  requests: z.number(),
  predictions: z.number(),
  /** Requests not answered with 2xx, those of unknown outcome among them. */
  errors: z.number(),
  /** Strict metering: begun, and nobody knows whether they were answered. Not billed. */
  unknown: z.number(),
  instanceSeconds: z.number(),
  modelMilliseconds: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
};
/** `version` comes with `model`. `key` is the id of a key or a user, or `(availability)`: the time nobody used. */
const groups = {
  endpoint: z.string().optional(),
  model: z.string().optional(),
  version: z.number().optional(),
  variant: z.string().optional(),
  key: z.string().optional(),
  keyName: z.string().optional(),
  project: z.string().optional(),
  day: z.string().optional(),
};
export const UsageSchema = z.object({ items: z.array(z.object({ ...groups, ...figures })), total: z.object(figures), asOf: isoTime });
export type Usage = z.infer<typeof UsageSchema>;
export const CostsSchema = z.object({
  items: z.array(z.object({ ...groups, ...figures, amountMicros: z.number() })),
  total: z.object({ ...figures, amountMicros: z.number() }),
  currency: z.string(),
  asOf: isoTime,
});
export type Costs = z.infer<typeof CostsSchema>;
