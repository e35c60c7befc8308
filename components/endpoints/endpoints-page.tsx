'use client';
import { useQuery } from '@tanstack/react-query';
import { Waypoints } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { endpointFiguresQuery } from '@/components/metrics/queries';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { DataTable } from '@/components/tables/data-table';
import { FilterBar, FilterChoice, SearchField } from '@/components/tables/filter-bar';
import { useFilter, useTableState } from '@/components/tables/use-table-state';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { endpointStateNames } from '@/services/endpoints/states';
import { useEndpointColumns } from './endpoint-columns';
import { figuresSeconds } from './figures';
import { endpointsQuery } from './queries';

const filterNames = ['q', 'state'] as const;

export function EndpointsPage() {
  const t = useTranslations('endpoints');
  const states = useTranslations('states');
  const table = useTableState();
  const [filter, setFilter, filtered] = useFilter(filterNames);
  useLiveTopic('endpoints,metrics');
  const endpoints = useQuery(endpointsQuery({ ...filter, sort: table.sort, cursor: table.cursor }));
  const figures = useQuery(endpointFiguresQuery(figuresSeconds));
  const byName = useMemo(() => new Map(figures.data?.items.map((item) => [item.endpoint, item])), [figures.data]);
  const columns = useEndpointColumns(byName);
  const clear = (): void => setFilter({ q: '', state: '' });
  return (
    <Page title={t('title')} description={t('intro')} actions={<DeployButton tone="primary" />}>
      <Section flush>
        <FilterBar filtered={filtered} onClear={clear} end={<span className="hidden text-muted text-xs lg:inline">{t('figuresNote')}</span>}>
          <SearchField label={t('search')} value={filter.q} onChange={(q) => setFilter({ q })} />
          <FilterChoice
            label={t('stateFilter')}
            value={filter.state}
            options={endpointStateNames.map((state) => ({ value: state, label: states(state) }))}
            onChange={(state) => setFilter({ state })}
          />
        </FilterBar>
        <DataTable
          label={t('title')}
          columns={columns}
          query={endpoints}
          rowKey={(endpoint) => endpoint.id}
          rowHref={(endpoint) => paths.endpoint(endpoint.name)}
          state={table}
          filtered={filtered}
          onClearFilter={clear}
          empty={
            <EmptyState icon={<Waypoints aria-hidden className="size-5" />} title={t('empty.title')} actions={<DeployButton tone="plain" />}>
              {t('empty.text')}
            </EmptyState>
          }
        />
      </Section>
    </Page>
  );
}

function DeployButton({ tone }: { tone: 'primary' | 'plain' }) {
  const t = useTranslations('endpoints');
  return (
    <Allowed action="endpoints:Deploy">
      <ButtonLink href={paths.newDeploy()} tone={tone}>
        {t('deploy')}
      </ButtonLink>
    </Allowed>
  );
}
