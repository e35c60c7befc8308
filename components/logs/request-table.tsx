'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { paths } from '@/components/paths';
import { downloadCsv } from '@/components/tables/csv';
import { DataTable } from '@/components/tables/data-table';
import { FilterBar, FilterChoice, SearchField } from '@/components/tables/filter-bar';
import { useFilter, useTableState } from '@/components/tables/use-table-state';
import { IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import type { RequestLog } from '@/services/logs/schemas';
import { type LogRange, logRangeIds, logsQuery } from './queries';
import { useRequestColumns } from './use-request-columns';

const filterNames = ['endpoint', 'level', 'q', 'since'] as const;
const levels = ['info', 'warn', 'error'] as const;

interface RequestTableProps {
  /** On an endpoint's own page, its name. */
  endpoint?: string;
  /** Elsewhere, the choice of the endpoint. */
  choose?: (value: string, onChange: (value: string) => void) => ReactNode;
}

/** Requests, newest first, with filters kept in the address. Each row leads to its stages. */
export function RequestTable({ endpoint, choose }: RequestTableProps) {
  const t = useTranslations('logs');
  const table = useTableState();
  const [filter, setFilter] = useFilter(filterNames);
  const range = logRangeIds.find((id) => id === filter.since) ?? '24h';
  const requests = useQuery(logsQuery({ endpoint: endpoint ?? filter.endpoint, level: filter.level, q: filter.q, cursor: table.cursor, range, limit: 100 }));
  const columns = useRequestColumns(endpoint === undefined);
  const filtered = filter.level !== '' || filter.q !== '' || (endpoint === undefined && filter.endpoint !== '');
  const clear = (): void => setFilter({ endpoint: '', level: '', q: '', since: '' });
  return (
    <Section flush>
      <FilterBar
        filtered={filtered}
        onClear={clear}
        end={
          <>
            <Segmented<LogRange>
              label={t('range')}
              value={range}
              options={logRangeIds.map((id) => ({ value: id, label: t(`rangeName.${id}`) }))}
              onChange={(since) => setFilter({ since: since === '24h' ? '' : since })}
            />
            <IconButton
              label={t('download')}
              disabled={(requests.data?.items.length ?? 0) === 0}
              onClick={() => downloadCsv('requests.csv', csvOf(requests.data?.items ?? []))}
            >
              <Download aria-hidden className="size-4" />
            </IconButton>
          </>
        }
      >
        <SearchField label={t('searchHint')} value={filter.q} onChange={(q) => setFilter({ q })} />
        {choose?.(filter.endpoint, (value) => setFilter({ endpoint: value }))}
        <FilterChoice
          label={t('level')}
          value={filter.level}
          options={levels.map((level) => ({ value: level, label: t(`levelName.${level}`) }))}
          onChange={(level) => setFilter({ level })}
        />
      </FilterBar>
      <DataTable
        label={t('title')}
        columns={columns}
        query={requests}
        rowKey={(request) => `${request.requestId} ${request.at}`}
        rowHref={(request) => paths.request(request.requestId)}
        state={table}
        filtered={filtered || range !== 'all'}
        onClearFilter={() => setFilter({ endpoint: '', level: '', q: '', since: 'all' })}
        empty={
          <EmptyState icon={<ScrollText aria-hidden className="size-5" />} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        }
      />
    </Section>
  );
}

/** What the table shows, with all stages. */
function csvOf(requests: readonly RequestLog[]) {
  return {
    header: [
      'at',
      'requestId',
      'endpoint',
      'variant',
      'model',
      'version',
      'status',
      'code',
      'predictions',
      'caller',
      'gatewayMs',
      'queueMs',
      'batchMs',
      'modelMs',
      'totalMs',
      'bytesIn',
      'bytesOut',
    ],
    rows: requests.map((one) => [
      one.at,
      one.requestId,
      one.endpoint,
      one.variant,
      one.model,
      one.version,
      one.status,
      one.code,
      one.predictions,
      one.principalName,
      one.stages.gatewayMs,
      one.stages.queueMs,
      one.stages.batchMs,
      one.stages.modelMs,
      one.stages.totalMs,
      one.bytesIn,
      one.bytesOut,
    ]),
  };
}
