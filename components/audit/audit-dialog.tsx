'use client';
import { useTranslations } from 'next-intl';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { Dialog } from '@/components/ui/dialog';
import { Time } from '@/components/ui/time';
import type { AuditRow } from '@/services/audit/schemas';
import { type Change, diffOf } from './diff';
import { OutcomeBadge } from './use-audit-columns';

/** One row of the audit: what changed, field by field, and where it came from. */
export function AuditDialog({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const t = useTranslations('audit');
  const type = row.actorType === 'user' || row.actorType === 'key' || row.actorType === 'system' ? t(`actorType.${row.actorType}`) : row.actorType;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="large"
      title={t('detail.title', { seq: row.seq })}
      description={
        <span className="inline-flex flex-wrap items-center gap-2">
          <code className="text-xs">{row.action}</code>
          <code className="text-xs">{row.resource}</code>
          <OutcomeBadge outcome={row.outcome} />
        </span>
      }
    >
      <div className="space-y-5 pb-3">
        <Changes row={row} />
        <DefinitionList
          items={[
            { term: t('column.time'), value: <Time at={row.at} /> },
            { term: t('detail.actor'), value: `${row.actorName} (${type})` },
            { term: t('detail.ip'), value: row.ip === '' ? null : row.ip },
            { term: t('detail.userAgent'), value: row.userAgent === '' ? null : row.userAgent },
            { term: t('detail.requestId'), value: row.requestId === '' ? null : <CopyableId id={row.requestId} label={t('detail.requestId')} /> },
            { term: t('detail.hash'), value: <CopyableId id={row.hash} shorten={24} label={t('detail.hash')} /> },
          ]}
        />
      </div>
    </Dialog>
  );
}

const tones: Record<Change['kind'], Tone> = { added: 'ok', removed: 'bad', changed: 'info' };

function Changes({ row }: { row: AuditRow }) {
  const t = useTranslations('audit.detail');
  const value = (text: string) => <code className="whitespace-pre-wrap break-all text-xs">{text}</code>;
  const columns: Column<Change>[] = [
    { id: 'path', header: t('path'), className: 'align-top', cell: (change) => <code className="text-xs">{change.path}</code> },
    { id: 'kind', header: t('changes'), className: 'align-top', cell: (change) => <Badge tone={tones[change.kind]}>{t(change.kind)}</Badge> },
    { id: 'before', header: t('before'), className: 'align-top whitespace-normal', cell: (change) => value(change.before) },
    { id: 'after', header: t('after'), className: 'align-top whitespace-normal', cell: (change) => value(change.after) },
  ];
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <SimpleTable
        label={t('changes')}
        columns={columns}
        rows={diffOf(row.before, row.after)}
        rowKey={(change) => change.path}
        empty={<p className="p-3 text-[13px] text-muted">{t('noChanges')}</p>}
      />
    </div>
  );
}
