'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError } from '@/client/http';
import { setCsrfToken } from '@/components/api';
import { LiveProvider, useLiveTopic } from '@/components/live/live-provider';
import { meQuery } from '@/components/sessions/queries';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { Me } from '@/services/sessions/schemas';
import { Shell } from './shell';

/** The signed-in part of the console: shows pages once it is known who reads them. `me` comes with the page where the server knew it. */
export function ConsoleFrame({ me, children }: { me: Me | null; children: ReactNode }) {
  const client = useQueryClient();
  useState(() => {
    if (me === null) return;
    setCsrfToken(me.csrfToken);
    client.setQueryData(meQuery().queryKey, me);
  });
  return (
    <LiveProvider>
      <Shell>
        <Gate>{children}</Gate>
      </Shell>
    </LiveProvider>
  );
}

function Gate({ children }: { children: ReactNode }) {
  const t = useTranslations('layout');
  useLiveTopic('endpoints'); // every page has a topic, so that the dot tells the truth on all of them
  const me = useQuery(meQuery());
  useRefreshOnReturn(me.data?.readOnly === true);
  if (me.data !== undefined) {
    return (
      <>
        {me.data.readOnly ? (
          <Notice tone="warn" role="status" title={t('readOnly')} className="mx-auto mb-4 max-w-[1400px]">
            {t('readOnlyHint')}
          </Notice>
        ) : null}
        {children}
      </>
    );
  }
  if (me.error === null || (me.error instanceof ApiError && me.error.status === 401)) return <SkeletonLines label={t('loading')} lines={6} />;
  return <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />;
}

/** Once the database is back, everything that is shown is fetched again: what failed meanwhile stays failed otherwise. */
function useRefreshOnReturn(away: boolean): void {
  const client = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !away) void client.invalidateQueries();
    wasAway.current = away;
  }, [away, client]);
}
