import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api';
import type { Fleet, Instance, InstanceType } from '@/services/instances/schemas';
import type { Page } from '@/services/page';

export const instancesQuery = (filter: { endpoint?: string; sort?: string; cursor?: string; limit?: number } = {}) =>
  queryOptions({
    queryKey: ['instances', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Instance>>('/instances', { ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000, // cpu and memory change without an event
    meta: { topics: ['instances', 'endpoints'] },
  });

export const instanceTypesQuery = () =>
  queryOptions({
    queryKey: ['instances', 'types'],
    queryFn: ({ signal }) => api.get<Page<InstanceType>>('/instance-types', undefined, signal),
    staleTime: 30_000,
  });

/** Asked anew each half a minute at most: the fleet keeps its answer as long. */
export const fleetQuery = () =>
  queryOptions({
    queryKey: ['instances', 'fleet'],
    queryFn: ({ signal }) => api.get<Fleet>('/fleet', undefined, signal),
    staleTime: 30_000,
  });
