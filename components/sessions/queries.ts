import { queryOptions } from '@tanstack/react-query';
import { api, setCsrfToken } from '@/components/api';
import type { Me } from '@/services/sessions/schemas';

const pollMs = 10_000;
const awayMs = 2_000;

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
    refetchInterval: (query) => (query.state.data?.readOnly === true ? awayMs : pollMs), // this is how an open page learns that the database is away
  });
