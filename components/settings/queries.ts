import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, segment } from '@/components/api';
import type { Page } from '@/services/page';
import type { SessionSchema } from '@/services/sessions/schemas';

export type Session = z.infer<typeof SessionSchema>;

export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<Page<Session>>('/sessions', undefined, signal),
    refetchInterval: 15_000,
  });

export const revokeSession = (id: string): Promise<unknown> => api.delete(`/sessions/${segment(id)}`);

export const changePassword = (input: { currentPassword: string; newPassword: string }): Promise<unknown> => api.post('/me/password', input);
