import type { Version } from '@/services/versions/schemas';

/** What the trainer measured, of the metadata that came with a version. */
export function trainerMetrics({ metadata }: Pick<Version, 'metadata'>): Readonly<Record<string, unknown>> {
  const { metrics } = metadata;
  return typeof metrics === 'object' && metrics !== null && !Array.isArray(metrics) ? (metrics as Record<string, unknown>) : {};
}
