import { queryOptions } from '@tanstack/react-query';
import { api, setCsrfToken } from '@/components/api';
import type { Me } from '@/services/sessions/schemas';

/** Who is signed in. Everything else waits for it, because it brings the CSRF token. */
export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      const me = await api.get<Me>('/me', undefined, signal);
      setCsrfToken(me.csrfToken);
      return me;
    },
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
