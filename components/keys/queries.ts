import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, segment } from '@/components/api';
import type { CreatedKeySchema, CreateKeyInput, Key } from '@/services/keys/schemas';
import type { Page } from '@/services/page';

export const keysQuery = (filter: { sort?: string; cursor?: string } = {}) =>
  queryOptions({
    queryKey: ['keys', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Key>>('/keys', { ...filter }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: ['keys'] },
  });

export type CreatedKey = z.infer<typeof CreatedKeySchema>;
export const createKey = (input: z.input<typeof CreateKeyInput>): Promise<CreatedKey> => api.post('/keys', input);
export const revokeKey = (id: string): Promise<Key> => api.delete(`/keys/${segment(id)}`);
