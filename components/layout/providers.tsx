'use client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { ApiError } from '@/client/http';
import { paths } from '@/components/paths';
import { meQuery } from '@/components/sessions/queries';
import { ToastRegion } from '@/components/ui/toast';

/** A session that has ended sends its reader to sign in, and back to the same page afterwards; a database that is away shows at once. */
function onError(client: QueryClient, error: unknown): void {
  if (!(error instanceof ApiError) || typeof window === 'undefined') return;
  if (error.code === 'DATABASE_UNREACHABLE') void client.invalidateQueries({ queryKey: meQuery().queryKey });
  if (error.status !== 401) return;
  const here = window.location.pathname;
  if (here === '/sign-in' || here === '/setup') return;
  window.location.assign(paths.signIn(`${here}${window.location.search}`));
}

function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => onError(client, error) }),
    mutationCache: new MutationCache({ onError: (error) => onError(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      },
    },
  });
  return client;
}

/** What every page needs around it: theme, server state, toasts. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(createClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" disableTransitionOnChange nonce={nonce} storageKey="aimass-theme">
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <ToastRegion>{children}</ToastRegion>
        </NuqsAdapter>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
