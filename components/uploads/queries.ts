import { queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Upload } from '@/services/uploads/schemas';

/** What the server has of an upload; asked again while it verifies. */
export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: ['uploads', id],
    queryFn: ({ signal }) => api.get<Upload>(`/uploads/${segment(id)}`, undefined, signal),
    refetchInterval: (query) => (query.state.data?.state === 'Verifying' ? 500 : false),
  });
