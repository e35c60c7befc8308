'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Column } from '@/components/tables/data-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { AuditRow } from '@/services/audit/schemas';

const tones: Record<string, Tone> = { success: 'neutral', denied: 'warn', failed: 'bad' };

/** The outcome in a word; denials stand out. */
export function OutcomeBadge({ outcome }: { outcome: string }) {
  const t = useTranslations('audit');
  const known = outcome === 'success' || outcome === 'denied' || outcome === 'failed';
  return <Badge tone={tones[outcome] ?? 'neutral'}>{known ? t(`outcome.${outcome}`) : outcome}</Badge>;
}

/** @param onOpen shows a row with what changed */
export function useAuditColumns(onOpen: (row: AuditRow) => void): Column<AuditRow>[] {
  const t = useTranslations('audit');
  return useMemo(
    (): Column<AuditRow>[] => [
      { id: 'time', header: t('column.time'), cell: (row) => <Time at={row.at} /> },
      { id: 'who', header: t('column.who'), cell: (row) => <span title={row.actorId}>{row.actorName}</span> },
      {
        id: 'action',
        header: t('column.action'),
        cell: (row) => (
          <button
            type="button"
            aria-label={`${row.action}. ${t('detail.open', { seq: row.seq })}`}
            onClick={() => onOpen(row)}
            className="min-h-6 font-mono text-accent-text text-xs hover:underline"
          >
            {row.action}
          </button>
        ),
      },
      {
        id: 'resource',
        header: t('column.resource'),
        from: 'md',
        cell: (row) => (
          <code className="text-xs" title={row.resource}>
            {row.resource}
          </code>
        ),
      },
      { id: 'outcome', header: t('column.outcome'), cell: (row) => <OutcomeBadge outcome={row.outcome} /> },
      { id: 'ip', header: t('column.ip'), from: 'lg', cell: (row) => row.ip },
      { id: 'seq', header: t('column.seq'), align: 'right', from: 'lg', cell: (row) => row.seq },
    ],
    [t, onOpen],
  );
}
