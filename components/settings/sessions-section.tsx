'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { showToast } from '@/components/ui/toast';
import { programOf } from './program';
import { revokeSession, type Session, sessionsQuery } from './queries';

/** Where one is signed in, each with the way to end it at once. */
export function SessionsSection() {
  const t = useTranslations('settings.sessions');
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery());
  const others = sessions.data?.items.filter((session) => !session.current) ?? [];
  const revoke = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map(revokeSession)),
    onSuccess: (_, ids) => showToast(ids.length > 1 ? t('othersRevoked') : t('revoked')),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const columns = useSessionColumns((id) => revoke.mutate([id]));
  const all =
    others.length < 2 ? undefined : (
      <Button size="small" pending={revoke.isPending} onClick={() => revoke.mutate(others.map((session) => session.id))}>
        {t('revokeOthers')}
      </Button>
    );
  return (
    <Section title={t('title')} description={t('text')} flush actions={all}>
      {sessions.error === null ? null : <ErrorPanel error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {revoke.error === null ? null : <ErrorPanel error={revoke.error} />}
      {sessions.data === undefined ? (
        <div className="p-4">{sessions.error === null ? <SkeletonLines label={t('title')} /> : null}</div>
      ) : (
        <SimpleTable
          label={t('title')}
          columns={columns}
          rows={sessions.data.items}
          rowKey={(session) => session.id}
          empty={<p className="p-4 text-[13px] text-muted">{t('empty')}</p>}
        />
      )}
    </Section>
  );
}

function useSessionColumns(onRevoke: (id: string) => void): Column<Session>[] {
  const t = useTranslations('settings.sessions');
  const format = useFormat();
  return [
    { id: 'program', header: t('program'), cell: (session) => <span title={session.userAgent}>{programOf(session.userAgent)}</span> },
    { id: 'ip', header: t('ip'), cell: (session) => session.ip },
    { id: 'began', header: t('began'), from: 'md', cell: (session) => <Time at={session.createdAt} /> },
    { id: 'seen', header: t('seen'), from: 'md', cell: (session) => <Time at={session.lastSeenAt} relative /> },
    {
      id: 'actions',
      header: t('actions'),
      align: 'right',
      cell: (session) =>
        session.current ? (
          <Badge tone="accent">{t('current')}</Badge>
        ) : (
          <Button size="small" aria-label={t('revokeOf', { ip: session.ip, when: format.time(session.createdAt) })} onClick={() => onRevoke(session.id)}>
            {t('revoke')}
          </Button>
        ),
    },
  ];
}
