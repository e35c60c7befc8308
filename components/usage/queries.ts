import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api';
import type { Costs } from '@/services/usage/schemas';
import { type PeriodId, periodOf } from './period';

export interface CostFilter {
  readonly period: PeriodId;
  /** Comma-separated groups of the API. */
  readonly groupBy: string;
  readonly endpoint?: string;
}

/** A report, and what it is grouped by: while another grouping loads, the former one is still shown as what it is. */
export interface CostReport extends Costs {
  readonly groupBy: string;
}

export const costsQuery = (filter: CostFilter) =>
  queryOptions({
    queryKey: ['costs', filter],
    queryFn: async ({ signal }): Promise<CostReport> => ({ ...(await api.get<Costs>('/costs', queryOf(filter), signal)), groupBy: filter.groupBy }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** Address of the same report as CSV: its totals are those on the screen. */
export function costsCsvPath(filter: CostFilter): string {
  const query = new URLSearchParams({ ...queryOf(filter), format: 'csv' });
  return `/api/v1/costs?${query}`;
}

function queryOf({ period, groupBy, endpoint }: CostFilter): Record<string, string> {
  return { ...periodOf(period, Date.now()), groupBy, ...(endpoint === undefined ? {} : { endpoint }) };
}
