import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '@/components/api';
import type { SetupStateSchema } from '@/services/setup/schemas';

export type SetupState = z.infer<typeof SetupStateSchema>;

/** Whether there is an administrator yet, and whether storage and fleet work. Needs no session. */
export const setupQuery = () =>
  queryOptions({ queryKey: ['setup'], queryFn: ({ signal }) => api.get<SetupState>('/setup', undefined, signal), staleTime: 5_000 });
