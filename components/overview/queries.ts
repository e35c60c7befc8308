import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '@/components/api';
import type { OverviewSchema } from '@/services/metrics/schemas';

export type Overview = z.infer<typeof OverviewSchema>;

export const overviewQuery = () =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.get<Overview>('/overview', undefined, signal),
    refetchInterval: 15_000,
    meta: { topics: ['endpoints', 'models', 'metrics'] },
  });
