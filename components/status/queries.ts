import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api';
import type { Status } from '@/services/status/schemas';

export const statusQuery = () =>
  queryOptions({
    queryKey: ['status'],
    queryFn: ({ signal }) => api.get<Status>('/status', undefined, signal),
    refetchInterval: 10_000,
    retry: false,
  });
