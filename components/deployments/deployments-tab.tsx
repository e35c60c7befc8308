'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { paths } from '@/components/paths';
import { type Column, DataTable } from '@/components/tables/data-table';
import { useTableState } from '@/components/tables/use-table-state';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Deployment } from '@/services/deployments/schemas';
import type { Endpoint } from '@/services/endpoints/schemas';
import { currentPhase, deploymentElapsedMs } from './elapsed';
import { deploymentsQuery } from './queries';
import { ServedAt } from './served-at';
import { useNow } from './use-now';
import { versionsOf } from './versions-of';

/** Every rollout of an endpoint, newest first; each leads to its phases and log. */
export function DeploymentsTab({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const table = useTableState();
  const deployments = useQuery(deploymentsQuery(endpoint.name, { sort: table.sort, cursor: table.cursor }));
  const now = useNow(endpoint.deployment?.state === 'InProgress');
  const columns = useMemo(
    (): Column<Deployment>[] => [
      { id: 'number', header: t('number'), cell: (deployment) => t('title', { number: deployment.number }) },
      { id: 'state', header: t('state'), cell: (deployment) => <StateWithPhase deployment={deployment} /> },
      { id: 'versions', header: t('versions'), cell: (deployment) => versionsOf(deployment.variants) },
      { id: 'began', header: t('began'), from: 'md', cell: (deployment) => <Time at={deployment.createdAt} /> },
      { id: 'took', header: t('took'), align: 'right', from: 'md', cell: (deployment) => format.duration(deploymentElapsedMs(deployment, now)) },
      { id: 'by', header: t('by'), from: 'lg', cell: (deployment) => deployment.createdBy },
    ],
    [t, format, now],
  );
  return (
    <div className="space-y-4">
      <ServedAt endpoint={endpoint.name} />
      <Section flush>
        <DataTable
          label={t('list')}
          columns={columns}
          query={deployments}
          rowKey={(deployment) => deployment.id}
          rowHref={(deployment) => paths.deployment(endpoint.name, deployment.id)}
          state={table}
          empty={<p className="p-4 text-[13px] text-muted">{t('empty')}</p>}
        />
      </Section>
    </div>
  );
}

function StateWithPhase({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const say = useSentence();
  const phase = deployment.state === 'InProgress' ? currentPhase(deployment.phases) : null;
  const words = phase === null ? (deployment.reason === null ? '' : say(deployment.reason, 'message')) : t(`phase.${phase.name}`);
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <StateBadge state={deployment.state} />
      <span className="hidden max-w-72 truncate text-muted text-xs md:inline" title={words}>
        {words}
      </span>
    </span>
  );
}
