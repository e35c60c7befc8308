'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { paths } from '@/components/paths';
import { useRefusal } from '@/components/sessions/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Version, VersionDeployment } from '@/services/versions/schemas';
import { versionDeploymentsQuery } from './queries';

/** Who deployed the version where, and when callers were sent to it. */
export function VersionDeployments({ version: { model, version, state } }: { version: Version }) {
  const t = useTranslations('versions.deployments');
  const refusal = useRefusal();
  const deployments = useQuery({ ...versionDeploymentsQuery(model, version), enabled: state === 'Ready' && refusal('endpoints:Read') === null });
  const columns = useMemo(
    (): Column<VersionDeployment>[] => [
      {
        id: 'endpoint',
        header: t('endpoint'),
        cell: ({ endpoint, number, endpointDeleted }) => (
          <>
            {t('deployment', { endpoint, number })}
            {endpointDeleted ? <span className="font-normal text-muted text-xs"> ({t('gone')})</span> : null}
          </>
        ),
      },
      { id: 'state', header: t('state'), cell: (one) => <StateBadge state={one.state} /> },
      { id: 'from', header: t('from'), cell: (one) => <Time at={one.servedFrom} /> },
      {
        id: 'until',
        header: t('until'),
        cell: (one) => (one.servedFrom !== null && one.servedUntil === null ? t('now') : <Time at={one.servedUntil} />),
      },
      { id: 'by', header: t('by'), from: 'md', cell: (one) => one.createdBy },
    ],
    [t],
  );
  if (state !== 'Ready' || refusal('endpoints:Read') !== null) return null;
  return (
    <Section flush title={t('title')} description={t('hint')}>
      <DataTable
        label={t('title')}
        columns={columns}
        query={deployments}
        rowKey={(one) => one.id}
        rowHref={(one) => (one.endpointDeleted ? paths.version(model, version) : paths.deployment(one.endpoint, one.id))}
        empty={<p className="p-4 text-[13px] text-muted">{t('none')}</p>}
      />
    </Section>
  );
}
