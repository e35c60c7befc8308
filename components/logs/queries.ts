import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, segment } from '@/components/api';
import type { RequestLog, RequestSchema } from '@/services/logs/schemas';
import type { Page } from '@/services/page';

export const logRangeIds = ['15m', '1h', '24h', '7d', 'all'] as const;
export type LogRange = (typeof logRangeIds)[number];
const rangeMs: Record<LogRange, number | null> = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, all: null };

export interface LogFilter {
  readonly endpoint?: string;
  readonly requestId?: string;
  readonly level?: string;
  readonly q?: string;
  readonly cursor?: string;
  readonly range: LogRange;
  readonly limit?: number;
}

export const logsQuery = ({ range, ...filter }: LogFilter) =>
  queryOptions({
    queryKey: ['logs', 'list', range, filter],
    queryFn: ({ signal }) => {
      const since = rangeMs[range];
      const from = since === null ? undefined : new Date(Date.now() - since).toISOString();
      return api.get<Page<RequestLog>>('/logs', { ...filter, from }, signal);
    },
    placeholderData: keepPreviousData,
    meta: { topics: filter.cursor === undefined || filter.cursor === '' ? ['metrics'] : [] }, // older pages stand still
  });

export type RequestDetail = z.infer<typeof RequestSchema>;

export const requestQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['logs', 'one', requestId],
    queryFn: ({ signal }) => api.get<RequestDetail>(`/requests/${segment(requestId)}`, undefined, signal),
    retry: false,
  });
