'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import type { Costs } from '@/services/usage/schemas';
import type { CostReport } from './queries';
import { availabilityKey, type CostLine, groupOf, labelOf, type ReportGroup, reportGroups, sortLines } from './report';

interface CostTableProps {
  costs: CostReport;
  /** What the reader has chosen; the rows follow once they are there. Without it the grouping is fixed. */
  chosen?: ReportGroup;
  onGroup?: (group: ReportGroup) => void;
  title?: string;
}

/** The lines of a report with their sum; amounts are exact to the micro-unit. */
export function CostTable({ costs, chosen, onGroup, title }: CostTableProps) {
  const t = useTranslations('usage');
  const group = groupOf(costs.groupBy);
  const heading = title ?? t(`tableTitle.${group}`);
  const columns = useCostColumns(costs, group);
  return (
    <Section
      title={heading}
      flush
      actions={
        onGroup === undefined ? undefined : (
          <Segmented
            label={t('groupBy')}
            value={chosen ?? group}
            options={reportGroups.map((id) => ({ value: id, label: t(`group.${id}`) }))}
            onChange={onGroup}
          />
        )
      }
    >
      <SimpleTable
        label={heading}
        columns={columns}
        rows={sortLines(costs.items, group)}
        rowKey={(line) => JSON.stringify([line.endpoint, line.model, line.version, line.key, line.project])}
        rowHref={group === 'endpoint' ? (line) => paths.endpoint(line.endpoint ?? '', 'cost') : undefined}
        footer={useFooter(costs)}
        empty={<p className="p-4 text-[13px] text-muted">{t('empty.title')}</p>}
      />
    </Section>
  );
}

function useCostColumns(costs: Costs, group: ReportGroup): Column<CostLine>[] {
  const t = useTranslations('usage');
  const format = useFormat();
  const name = (line: CostLine) => {
    const label = labelOf(line, group);
    if (label === availabilityKey) return <span title={t('table.availabilityHelp')}>{t('table.availability')}</span>;
    return label === '' ? <span className="text-muted">{t('table.unnamed')}</span> : label;
  };
  return [
    { id: 'name', header: t(`group.${group}`), cell: name },
    { id: 'requests', header: t('table.requests'), align: 'right', from: 'md', cell: (line) => format.number(line.requests) },
    { id: 'predictions', header: t('table.predictions'), align: 'right', cell: (line) => format.number(line.predictions) },
    { id: 'errors', header: t('table.errors'), align: 'right', from: 'lg', cell: (line) => format.number(line.errors) },
    { id: 'instanceSeconds', header: t('table.instanceSeconds'), align: 'right', from: 'md', cell: (line) => format.fixed(line.instanceSeconds, 3) },
    { id: 'modelSeconds', header: t('table.modelSeconds'), align: 'right', from: 'lg', cell: (line) => format.fixed(line.modelMilliseconds / 1_000, 3) },
    { id: 'bytesIn', header: t('table.bytesIn'), align: 'right', from: 'xl', cell: (line) => format.bytes(line.bytesIn) },
    { id: 'bytesOut', header: t('table.bytesOut'), align: 'right', from: 'xl', cell: (line) => format.bytes(line.bytesOut) },
    { id: 'amount', header: t('table.amount', { currency: costs.currency }), align: 'right', cell: (line) => format.fixed(line.amountMicros / 1_000_000, 6) },
  ];
}

function useFooter({ total }: Costs) {
  const t = useTranslations('usage');
  const format = useFormat();
  return {
    name: t('table.total'),
    requests: format.number(total.requests),
    predictions: format.number(total.predictions),
    errors: format.number(total.errors),
    instanceSeconds: format.fixed(total.instanceSeconds, 3),
    modelSeconds: format.fixed(total.modelMilliseconds / 1_000, 3),
    bytesIn: format.bytes(total.bytesIn),
    bytesOut: format.bytes(total.bytesOut),
    amount: format.fixed(total.amountMicros / 1_000_000, 6),
  };
}
