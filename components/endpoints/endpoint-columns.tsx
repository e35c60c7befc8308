'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import type { Column } from '@/components/tables/data-table';
import { classNames } from '@/components/ui/class-names';
import { StateBadge } from '@/components/ui/state-badge';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { EndpointFigures } from '@/services/metrics/schemas';
import { errorFraction, replicasOf, requestsPerSecond } from './figures';
import { TrafficBar } from './traffic-bar';

/** @param figures of the last minutes by endpoint name; endpoints nobody called have none */
export function useEndpointColumns(figures: ReadonlyMap<string, EndpointFigures>): Column<Endpoint>[] {
  const t = useTranslations('endpoints');
  const format = useFormat();
  return useMemo(
    (): Column<Endpoint>[] => [
      { id: 'name', header: t('column.name'), sort: 'name', cell: (endpoint) => endpoint.name },
      { id: 'state', header: t('column.state'), sort: 'state', cell: (endpoint) => <StateWithReason endpoint={endpoint} /> },
      { id: 'versions', header: t('column.versions'), from: 'md', cell: (endpoint) => <TrafficBar variants={endpoint.variants} /> },
      {
        id: 'requests',
        header: t('column.requests'),
        align: 'right',
        cell: (endpoint) => format.number(requestsPerSecond(figures.get(endpoint.name)), 1),
      },
      {
        id: 'p95',
        header: t('column.p95'),
        align: 'right',
        from: 'md',
        cell: (endpoint) => {
          const p95 = figures.get(endpoint.name)?.p95Ms ?? null;
          return p95 === null ? <None /> : format.number(p95, p95 < 10 ? 2 : 0);
        },
      },
      {
        id: 'errors',
        header: t('column.errors'),
        align: 'right',
        from: 'md',
        cell: (endpoint) => {
          const fraction = errorFraction(figures.get(endpoint.name));
          return fraction === null ? <None /> : <span className={classNames(fraction > 0 && 'text-bad')}>{format.number(fraction * 100, 1)}</span>;
        },
      },
      {
        id: 'replicas',
        header: t('column.replicas'),
        align: 'right',
        from: 'lg',
        cell: (endpoint) => {
          const { ready, wanted } = replicasOf(endpoint);
          return <span className={classNames(ready < wanted && 'text-warn')}>{`${ready} / ${wanted}`}</span>;
        },
      },
      {
        id: 'price',
        header: t('column.price'),
        align: 'right',
        from: 'lg',
        cell: (endpoint) => format.money(endpoint.priceMicrosPerHour, endpoint.currency),
      },
    ],
    [t, format, figures],
  );
}

function None() {
  return <span className="text-muted">–</span>;
}

function StateWithReason({ endpoint }: { endpoint: Endpoint }) {
  const say = useSentence();
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <StateBadge state={endpoint.state} />
      {endpoint.reason === null ? null : (
        <span className="hidden max-w-56 truncate text-muted text-xs xl:inline" title={say(endpoint.reason, 'message')}>
          {say(endpoint.reason, 'message')}
        </span>
      )}
    </span>
  );
}
