import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, segment } from '@/components/api';
import type { EndpointFigures, Metrics } from '@/services/metrics/schemas';
import { type ChartView, ranges, refreshOf, windowOfView } from './ranges';

const endpointSeries = 'requests,errors,latency,queue,replicas,cpu,memory';
const organizationSeries = 'requests,errors,latency,queue,replicas';

/** Short ranges follow the ticks of the stream; long ones would only be fetched for nothing. */
const topicsOf = (view: ChartView, topic: string): string[] => ('range' in view && ranges[view.range].seconds <= 3_600 ? [topic] : []);

/** The key holds the range, not its moment: a refresh replaces what is shown instead of beginning anew. */
export const endpointMetricsQuery = (name: string, view: ChartView) =>
  queryOptions({
    queryKey: ['metrics', 'endpoint', name, view],
    queryFn: ({ signal }) => api.get<Metrics>(`/endpoints/${segment(name)}/metrics`, { ...windowOfView(view, Date.now()), series: endpointSeries }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshOf(view),
    meta: { topics: topicsOf(view, `metrics/${name}`) },
  });

/** Series of all endpoints together. */
export const organizationMetricsQuery = (view: ChartView) =>
  queryOptions({
    queryKey: ['metrics', 'organization', view],
    queryFn: ({ signal }) => api.get<Metrics>('/metrics', { ...windowOfView(view, Date.now()), series: organizationSeries }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshOf(view),
    meta: { topics: topicsOf(view, 'metrics') },
  });

const figures = (key: unknown, view: () => { from: string; to: string }, refetchInterval: number | false, topics: string[]) =>
  queryOptions({
    queryKey: ['metrics', 'figures', key],
    queryFn: ({ signal }) => api.get<{ items: EndpointFigures[] }>('/metrics/endpoints', view(), signal),
    placeholderData: keepPreviousData,
    refetchInterval,
    meta: { topics },
  });

/** Requests, errors and percentiles of every endpoint over the last `seconds`, in one call. */
export const endpointFiguresQuery = (seconds: number) =>
  figures(
    seconds,
    () => {
      const to = Math.ceil(Date.now() / 10_000) * 10_000;
      return { from: new Date(to - seconds * 1_000).toISOString(), to: new Date(to).toISOString() };
    },
    10_000,
    ['metrics'],
  );

/** The same over what a page's charts look at. */
export const viewFiguresQuery = (view: ChartView) =>
  figures(
    view,
    () => {
      const { from, to } = windowOfView(view, Date.now());
      return { from, to };
    },
    refreshOf(view),
    topicsOf(view, 'metrics'),
  );
