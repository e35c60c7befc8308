'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Figure, Figures, Section } from '@/components/ui/section';
import type { EndpointFigures } from '@/services/metrics/schemas';
import { ChartGrid } from './chart-grid';
import { DemoNotice } from './demo-notice';
import { NoTraffic } from './no-traffic';
import { organizationMetricsQuery, viewFiguresQuery } from './queries';
import { RangePicker } from './range-picker';
import { isQuiet } from './series';
import { TopEndpoints } from './top-endpoints';
import { useChartView } from './use-chart-view';

const organizationCharts = ['requests', 'errors', 'latency', 'queue', 'depth', 'replicas'] as const;

/** All endpoints together: figures, charts, and who causes them. */
export function MonitoringPage() {
  const t = useTranslations('metrics');
  const state = useChartView();
  useLiveTopic('metrics');
  const metrics = useQuery(organizationMetricsQuery(state.view));
  const figures = useQuery(viewFiguresQuery(state.view));
  const quiet = metrics.data !== undefined && isQuiet(metrics.data);
  return (
    <Page title={t('title')} description={t('intro')} actions={<RangePicker state={state} />}>
      {metrics.error === null ? null : <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />}
      <DemoNotice />
      {quiet ? (
        <NoTraffic />
      ) : (
        <>
          <Totals items={figures.data?.items} />
          {metrics.data === undefined && metrics.error !== null ? null : <ChartGrid metrics={metrics.data} ids={organizationCharts} onZoom={state.zoom} />}
          <Section title={t('top.title')} flush>
            {figures.error === null ? null : <ErrorPanel error={figures.error} onRetry={() => void figures.refetch()} />}
            <TopEndpoints items={figures.data?.items ?? []} />
          </Section>
        </>
      )}
    </Page>
  );
}

function Totals({ items }: { items: readonly EndpointFigures[] | undefined }) {
  const t = useTranslations('metrics');
  const format = useFormat();
  const sum = (pick: (item: EndpointFigures) => number): number => (items ?? []).reduce((all, item) => all + pick(item), 0);
  const requests = sum((item) => item.requests);
  const errors = sum((item) => item.errors);
  const known = items !== undefined;
  const hint = t('tile.inRange');
  return (
    <Figures label={t('title')}>
      <Figure label={t('tile.requests')} value={known ? format.number(requests) : '–'} hint={hint} />
      <Figure label={t('tile.predictions')} value={known ? format.number(sum((item) => item.predictions)) : '–'} hint={hint} />
      <Figure label={t('tile.errors')} value={known ? format.number(errors) : '–'} hint={hint} />
      <Figure label={t('tile.errorRate')} value={requests === 0 ? '–' : format.percent(errors / requests, 2)} hint={hint} />
    </Figures>
  );
}
