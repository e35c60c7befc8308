import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { InstanceType } from '@/services/instances/schemas';
import type { Page } from '@/services/page';

export const instanceTypesQuery = () =>
  queryOptions({ queryKey: ['instance-types'], queryFn: ({ signal }) => api.get<Page<InstanceType>>('/instance-types', undefined, signal), staleTime: 15_000 });

/** Whether an endpoint of this name exists. A hint while one types: the server has the last word. */
export const nameTakenQuery = (name: string) =>
  queryOptions({
    queryKey: ['endpoints', 'taken', name],
    queryFn: async ({ signal }) => {
      const found = await api.get<Page<Endpoint>>('/endpoints', { q: name, limit: 200 }, signal);
      return found.items.some((endpoint) => endpoint.name === name);
    },
    staleTime: 2_000,
    meta: { topics: ['endpoints'] },
  });
