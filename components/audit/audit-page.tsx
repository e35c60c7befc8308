'use client';
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Page } from '@/components/layout/page';
import { useRefusal } from '@/components/sessions/use-me';
import { DataTable } from '@/components/tables/data-table';
import { DownloadLink } from '@/components/tables/download-link';
import { FilterBar, FilterChoice, SearchField } from '@/components/tables/filter-bar';
import { useFilter, useTableState } from '@/components/tables/use-table-state';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import type { AuditRow } from '@/services/audit/schemas';
import { AuditDialog } from './audit-dialog';
import { ChainMark } from './chain-mark';
import { auditCsvPath, auditQuery } from './queries';
import { useAuditColumns } from './use-audit-columns';

const filterNames = ['action', 'actor', 'resource', 'outcome'] as const;
const outcomes = ['success', 'denied', 'failed'] as const;

/** Who did what, when, from where; a row opens to what changed. */
export function AuditPage() {
  const t = useTranslations('audit');
  const table = useTableState();
  const [filter, setFilter, filtered] = useFilter(filterNames);
  const rows = useQuery(auditQuery({ ...filter, cursor: table.cursor }));
  const readsAll = useRefusal()('audit:ReadAll') === null;
  const [open, setOpen] = useState<AuditRow | null>(null);
  const columns = useAuditColumns(setOpen);
  const clear = (): void => setFilter({ action: '', actor: '', resource: '', outcome: '' });
  return (
    <Page
      title={t('title')}
      description={t('intro')}
      badge={readsAll ? <ChainMark /> : undefined}
      actions={<DownloadLink href={auditCsvPath(filter)}>{t('export')}</DownloadLink>}
    >
      {readsAll ? null : <p className="text-[13px] text-muted">{t('ownOnly')}</p>}
      <Section flush>
        <FilterBar filtered={filtered} onClear={clear}>
          <SearchField label={t('filter.action')} value={filter.action} onChange={(action) => setFilter({ action })} />
          <SearchField label={t('filter.actor')} value={filter.actor} onChange={(actor) => setFilter({ actor })} />
          <SearchField label={t('filter.resource')} value={filter.resource} onChange={(resource) => setFilter({ resource })} />
          <FilterChoice
            label={t('filter.outcome')}
            value={filter.outcome}
            options={outcomes.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) }))}
            onChange={(outcome) => setFilter({ outcome })}
          />
        </FilterBar>
        <DataTable
          label={t('title')}
          columns={columns}
          query={rows}
          rowKey={(row) => row.id}
          state={table}
          filtered={filtered}
          onClearFilter={clear}
          empty={
            <EmptyState icon={<ShieldCheck aria-hidden className="size-5" />} title={t('empty.title')}>
              {t('empty.text')}
            </EmptyState>
          }
        />
      </Section>
      {open === null ? null : <AuditDialog row={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
