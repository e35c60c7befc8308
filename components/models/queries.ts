import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Model } from '@/services/models/schemas';
import type { Page } from '@/services/page';

export interface ModelFilter {
  readonly q?: string;
  readonly framework?: string;
  readonly stage?: string;
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export const modelsQuery = (filter: ModelFilter = {}) =>
  queryOptions({
    queryKey: ['models', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Model>>('/models', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: ['models'] },
  });

export const modelQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', 'one', name],
    queryFn: ({ signal }) => api.get<Model>(`/models/${segment(name)}`, undefined, signal),
    meta: { topics: [`models/${name}`] },
  });

export const createModel = (input: { name: string; description?: string }): Promise<Model> => api.post('/models', input);
export const updateModel = (name: string, changes: { description?: string; revision?: number }): Promise<Model> =>
  api.patch(`/models/${segment(name)}`, changes);
export const deleteModel = async (name: string): Promise<void> => {
  await api.delete(`/models/${segment(name)}`);
};
