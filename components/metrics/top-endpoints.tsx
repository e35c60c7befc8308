'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { classNames } from '@/components/ui/class-names';
import type { EndpointFigures } from '@/services/metrics/schemas';

/** Endpoints by requests, with what each took of all. */
export function TopEndpoints({ items }: { items: readonly EndpointFigures[] }) {
  const t = useTranslations('metrics');
  const format = useFormat();
  const all = items.reduce((sum, item) => sum + item.requests, 0);
  const ms = (value: number | null): string => (value === null ? '–' : format.number(value, value < 10 ? 2 : 0));
  const columns: Column<EndpointFigures>[] = [
    { id: 'endpoint', header: t('top.endpoint'), cell: (item) => item.endpoint },
    { id: 'requests', header: t('top.requests'), align: 'right', cell: (item) => format.number(item.requests) },
    { id: 'share', header: t('top.share'), align: 'right', from: 'md', cell: (item) => format.number((item.requests / all) * 100, 1) },
    { id: 'predictions', header: t('top.predictions'), align: 'right', from: 'lg', cell: (item) => format.number(item.predictions) },
    {
      id: 'errors',
      header: t('top.errorRate'),
      align: 'right',
      cell: (item) => <span className={classNames(item.errors > 0 && 'text-bad')}>{format.number((item.errors / item.requests) * 100, 1)}</span>,
    },
    { id: 'p50', header: t('top.p50'), align: 'right', from: 'lg', cell: (item) => ms(item.p50Ms) },
    { id: 'p95', header: t('top.p95'), align: 'right', cell: (item) => ms(item.p95Ms) },
    { id: 'p99', header: t('top.p99'), align: 'right', from: 'md', cell: (item) => ms(item.p99Ms) },
  ];
  return (
    <SimpleTable
      label={t('top.title')}
      columns={columns}
      rows={items}
      rowKey={(item) => item.endpoint}
      rowHref={(item) => paths.endpoint(item.endpoint, 'metrics')}
      empty={<p className="p-4 text-[13px] text-muted">{t('top.empty')}</p>}
    />
  );
}
