import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Deployment } from '@/services/deployments/schemas';
import type { Endpoint, EndpointAccess } from '@/services/endpoints/schemas';
import type { LiveEvent } from '@/services/events/schemas';
import type { Page } from '@/services/page';

export interface EndpointFilter {
  readonly q?: string;
  readonly state?: string;
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export const endpointsQuery = (filter: EndpointFilter = {}) =>
  queryOptions({
    queryKey: ['endpoints', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Endpoint>>('/endpoints', { ...filter }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: ['endpoints'] },
  });

export const endpointQuery = (name: string) =>
  queryOptions({
    queryKey: ['endpoints', 'one', name],
    queryFn: ({ signal }) => api.get<Endpoint>(`/endpoints/${segment(name)}`, undefined, signal),
    meta: { topics: [`endpoints/${name}`] },
  });

export const endpointAccessQuery = (name: string) =>
  queryOptions({
    queryKey: ['endpoints', 'access', name],
    queryFn: ({ signal }) => api.get<EndpointAccess>(`/endpoints/${segment(name)}/access`, undefined, signal),
    meta: { topics: ['keys', 'members'] },
  });

export const endpointEventsQuery = (name: string, limit: number) =>
  queryOptions({
    queryKey: ['endpoints', 'events', name, limit],
    queryFn: ({ signal }) => api.get<Page<LiveEvent>>(`/endpoints/${segment(name)}/events`, { limit }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: [`endpoints/${name}`] },
  });

type Revised = Pick<Endpoint, 'name' | 'revision'>;

/** Changes name the revision that was seen, so that nobody undoes what someone else has just done. */
export const stopEndpoint = ({ name, revision }: Revised): Promise<Endpoint> => api.post(`/endpoints/${segment(name)}/stop`, { revision });
export const startEndpoint = ({ name, revision }: Revised): Promise<Endpoint> => api.post(`/endpoints/${segment(name)}/start`, { revision });
export const rollbackEndpoint = ({ name, revision }: Revised): Promise<Deployment> => api.post(`/endpoints/${segment(name)}/rollback`, { revision });
export const removeEndpoint = ({ name, revision }: Revised): Promise<Endpoint> => api.delete(`/endpoints/${segment(name)}`, { query: { revision } });
export const updateWeights = ({ name, revision }: Revised, weights: Readonly<Record<string, number>>): Promise<Endpoint> =>
  api.patch(`/endpoints/${segment(name)}/weights`, { weights, revision });
