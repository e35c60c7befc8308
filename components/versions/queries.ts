import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Page } from '@/services/page';
import type { SignatureChangeInput, Version, VersionDeployment, VersionSource } from '@/services/versions/schemas';

const at = (model: string, version?: number): string => `/models/${segment(model)}/versions${version === undefined ? '' : `/${version}`}`;

export const versionsQuery = (model: string, page: { sort?: string; cursor?: string } = {}) =>
  queryOptions({
    queryKey: ['versions', 'list', model, page],
    queryFn: ({ signal }) => api.get<Page<Version>>(at(model), { limit: 50, ...page }, signal),
    placeholderData: keepPreviousData,
    meta: { topics: [`models/${model}`] },
  });

export const versionQuery = (model: string, version: number) =>
  queryOptions({
    queryKey: ['versions', 'one', model, version],
    queryFn: ({ signal }) => api.get<Version>(at(model, version), undefined, signal),
    // the stream brings each step; the interval is for the moments before it is open
    refetchInterval: (query) => (query.state.data?.state === 'Checking' || query.state.data?.evaluation?.state === 'Pending' ? 1_500 : false),
    meta: { topics: [`models/${model}/versions/${version}`] },
  });

export const versionDeploymentsQuery = (model: string, version: number) =>
  queryOptions({
    queryKey: ['versions', 'deployments', model, version],
    queryFn: ({ signal }) => api.get<Page<VersionDeployment>>(`${at(model, version)}/deployments`, { limit: 50 }, signal),
    meta: { topics: ['endpoints'] },
  });

export interface NewVersion {
  readonly dataSample?: { readonly uploadId: string; readonly target?: string };
  readonly source: VersionSource;
  readonly signature?: { task?: string; labels?: string[]; columns?: Record<string, string[]>; shapes?: Record<string, number[]> };
}

/** @param token asking twice with the same one makes one version */
export const createVersion = (model: string, input: NewVersion, token: string): Promise<Version> =>
  api.post(at(model), input, { headers: { 'idempotency-key': token } });

export const updateVersion = (
  model: string,
  version: number,
  changes: {
    stage?: string;
    notes?: string;
    approval?: { reason: string };
    signature?: SignatureChangeInput;
    dataSample?: { uploadId: string; target?: string } | { version: number } | null;
    revision?: number;
  },
): Promise<Version> => api.patch(at(model, version), changes);

export const downloadAddress = (model: string, version: number): string => `/api/v1${at(model, version)}/download`;
