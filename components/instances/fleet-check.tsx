'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import type { Fleet } from '@/services/instances/schemas';
import { fleetQuery } from './queries';

/** Where instances come from, whether it may do what it has to, and what to do where not. */
export function FleetCheck() {
  const t = useTranslations('instances.check');
  const say = useSentence();
  const fleet = useQuery(fleetQuery());
  const { data, error } = fleet;
  return (
    <Section
      title={t('title')}
      description={data === undefined ? undefined : t(`kind.${data.kind}`)}
      actions={data === undefined ? undefined : <State fleet={data} />}
    >
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void fleet.refetch()} />}
      {data === undefined ? (
        error === null ? (
          <SkeletonLines label={t('title')} lines={2} />
        ) : null
      ) : (
        <div className="space-y-2 text-sm">
          <p>{say(data, 'detail')}</p>
          {data.fix === '' ? null : <p className="text-muted">{say(data, 'fix')}</p>}
          {data.permissions.length === 0 ? null : <Permissions permissions={data.permissions} />}
        </div>
      )}
    </Section>
  );
}

function State({ fleet }: { fleet: Fleet }) {
  return <StateBadge state={fleet.ok ? 'ok' : 'degraded'} />;
}

function Permissions({ permissions }: { permissions: Fleet['permissions'] }) {
  const t = useTranslations('instances.check');
  const columns: Column<Fleet['permissions'][number]>[] = [
    { id: 'name', header: t('permission'), cell: ({ name }) => <code>{name}</code> },
    { id: 'granted', header: t('answer'), cell: ({ granted }) => (granted ? t('granted') : t('refused')) },
  ];
  return (
    <>
      <SimpleTable label={t('permission')} columns={columns} rows={permissions} rowKey={({ name }) => name} empty={null} />
      <p className="text-muted text-xs">{t('untried')}</p>
    </>
  );
}
