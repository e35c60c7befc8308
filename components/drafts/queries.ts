import { queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Draft } from '@/services/drafts/schemas';
import type { Page } from '@/services/page';
import type { DraftData } from './draft-data';

export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['drafts', 'one', id],
    queryFn: ({ signal }) => api.get<Draft>(`/drafts/${segment(id)}`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const draftsQuery = () =>
  queryOptions({
    queryKey: ['drafts', 'list'],
    queryFn: ({ signal }) => api.get<Page<Draft>>('/drafts', { limit: 5, sort: '-updatedAt' }, signal),
    staleTime: 0,
  });

/** @param token asking twice with the same one makes one draft */
export const createDraft = (data: Partial<DraftData>, token: string): Promise<Draft> =>
  api.post('/drafts', { data }, { headers: { 'idempotency-key': token } });
export const saveDraft = (id: string, data: DraftData, revision: number): Promise<Draft> => api.patch(`/drafts/${segment(id)}`, { data, revision });
export const deleteDraft = async (id: string): Promise<void> => {
  await api.delete(`/drafts/${segment(id)}`);
};
