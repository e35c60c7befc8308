'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import type { Column } from '@/components/tables/data-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { RequestLog } from '@/services/logs/schemas';
import { levelOf } from './stages';

const tones: Record<ReturnType<typeof levelOf>, Tone> = { info: 'ok', warn: 'warn', error: 'bad' };

/** The HTTP status with the colour of its kind; 0 stands for an outcome nobody knows. */
export function StatusBadge({ status }: { status: number }) {
  return (
    <Badge tone={status === 0 ? 'neutral' : tones[levelOf(status)]}>
      <span className="tabular">{status === 0 ? '?' : status}</span>
    </Badge>
  );
}

/** @param withEndpoint false on an endpoint's own page */
export function useRequestColumns(withEndpoint: boolean): Column<RequestLog>[] {
  const t = useTranslations('logs');
  const format = useFormat();
  return useMemo((): Column<RequestLog>[] => {
    const columns: Column<RequestLog>[] = [
      { id: 'time', header: t('column.time'), cell: (request) => <Time at={request.at} /> },
      { id: 'status', header: t('column.status'), cell: (request) => <StatusBadge status={request.status} /> },
      { id: 'endpoint', header: t('column.endpoint'), cell: (request) => request.endpoint },
      { id: 'code', header: t('column.code'), from: 'md', cell: (request) => (request.code === '' ? '' : <code className="text-xs">{request.code}</code>) },
      {
        id: 'duration',
        header: t('column.duration'),
        align: 'right',
        cell: (request) => format.number(request.stages.totalMs, request.stages.totalMs < 10 ? 2 : 0),
      },
      { id: 'rows', header: t('column.rows'), align: 'right', from: 'lg', cell: (request) => format.number(request.predictions) },
      { id: 'version', header: t('column.version'), from: 'lg', cell: (request) => (request.model === '' ? '' : `${request.model}@${request.version}`) },
      { id: 'caller', header: t('column.caller'), from: 'xl', cell: (request) => request.principalName },
      { id: 'request', header: t('column.request'), from: 'md', cell: (request) => <code className="text-muted text-xs">{request.requestId}</code> },
    ];
    return withEndpoint ? columns : columns.filter((column) => column.id !== 'endpoint');
  }, [t, format, withEndpoint]);
}
