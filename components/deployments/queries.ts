import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Deployment, DeploymentFigures } from '@/services/deployments/schemas';
import type { Strategy } from '@/services/deployments/strategy';
import type { VariantInput } from '@/services/endpoint-configs/schemas';
import type { Serving } from '@/services/endpoints/schemas';
import type { Page } from '@/services/page';

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployments', 'one', id],
    queryFn: ({ signal }) => api.get<Deployment>(`/deployments/${segment(id)}`, undefined, signal),
    meta: { topics: [`deployments/${id}`] },
  });

export const deploymentsQuery = (endpoint: string, filter: { sort?: string; cursor?: string } = {}) =>
  queryOptions({
    queryKey: ['deployments', 'list', endpoint, filter],
    queryFn: ({ signal }) => api.get<Page<Deployment>>(`/endpoints/${segment(endpoint)}/deployments`, { ...filter, limit: 25 }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: [`endpoints/${endpoint}`] },
  });

/** What callers were sent to at a time, as ISO text. */
export const servingQuery = (endpoint: string, at: string) =>
  queryOptions({
    queryKey: ['deployments', 'serving', endpoint, at],
    queryFn: ({ signal }) => api.get<Serving>(`/endpoints/${segment(endpoint)}/serving`, { at }, signal),
    placeholderData: keepPreviousData,
  });

export const cancelDeployment = (id: string): Promise<Deployment> => api.post(`/deployments/${segment(id)}/cancel`);

export const promoteDeployment = (endpoint: string, id: string): Promise<Deployment> =>
  api.post(`/endpoints/${segment(endpoint)}/deployments/${segment(id)}/promote`);

export const deploymentFiguresQuery = (endpoint: string, id: string) =>
  queryOptions({
    queryKey: ['deployments', 'figures', id],
    queryFn: ({ signal }) => api.get<DeploymentFigures>(`/endpoints/${segment(endpoint)}/deployments/${segment(id)}/figures`, undefined, signal),
  });

export interface Rollout {
  readonly config: { readonly variants: readonly VariantInput[] };
  readonly strategy: Strategy;
  readonly revision: number;
}

export const createDeployment = (endpoint: string, rollout: Rollout): Promise<Deployment> => api.post(`/endpoints/${segment(endpoint)}/deployments`, rollout);
