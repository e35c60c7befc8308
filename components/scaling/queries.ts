import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { Metrics } from '@/services/metrics/schemas';
import type { Replay, Scaling } from '@/services/scaling/schemas';
import type { PolicyDraft } from './policy-draft';

const decisionsAPage = 20;
const chartSeconds = 1_800;

/** Decisions come each second: the newest page is looked at again and again, older ones stay as they are. */
export const scalingQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ['endpoints', 'scaling', name],
    queryFn: ({ pageParam, signal }) =>
      api.get<Scaling>(`/endpoints/${segment(name)}/scaling`, { limit: decisionsAPage, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.decisions.nextCursor,
    refetchInterval: 5_000,
    meta: { topics: [`endpoints/${name}`] },
  });

/** Replicas and requests in flight of the last half hour. */
export const scalingChartQuery = (name: string, variant: string) =>
  queryOptions({
    queryKey: ['metrics', 'scaling', name, variant],
    queryFn: ({ signal }) => {
      const to = Math.ceil(Date.now() / 10_000) * 10_000;
      const window = { from: new Date(to - chartSeconds * 1_000).toISOString(), to: new Date(to).toISOString() };
      return api.get<Metrics>(`/endpoints/${segment(name)}/metrics`, { ...window, variant, series: 'replicas,inflight' }, signal);
    },
    refetchInterval: 10_000,
    meta: { topics: [`metrics/${name}`] },
  });

export const updateScaling = (name: string, revision: number, variant: string, draft: PolicyDraft): Promise<Endpoint> =>
  api.patch(`/endpoints/${segment(name)}/scaling`, { variant, ...draft, revision });
export const replayScaling = (name: string, variant: string, draft: PolicyDraft, days: number): Promise<Replay> =>
  api.post(`/endpoints/${segment(name)}/scaling/replay`, { variant, ...draft, days });
