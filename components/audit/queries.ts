import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api';
import type { AuditRow, AuditVerification } from '@/services/audit/schemas';
import type { Page } from '@/services/page';

export interface AuditFilter {
  readonly action?: string;
  readonly actor?: string;
  readonly resource?: string;
  readonly outcome?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export const auditQuery = (filter: AuditFilter = {}) =>
  queryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ signal }) => api.get<Page<AuditRow>>('/audit', { ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === undefined || filter.cursor === '' ? 10_000 : false,
  });

export const auditVerificationQuery = () =>
  queryOptions({
    queryKey: ['audit', 'verification'],
    queryFn: ({ signal }) => api.get<AuditVerification>('/audit/verify', undefined, signal),
    staleTime: 60_000,
  });

/** Address of the whole filtered list as CSV, oldest first. */
export function auditCsvPath(filter: AuditFilter): string {
  const query = new URLSearchParams({ format: 'csv' });
  for (const name of ['action', 'actor', 'resource', 'outcome'] as const) if (filter[name]) query.set(name, filter[name]);
  return `/api/v1/audit?${query}`;
}
