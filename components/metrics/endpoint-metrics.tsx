'use client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { deploymentsQuery } from '@/components/deployments/queries';
import { paths } from '@/components/paths';
import { downloadCsv } from '@/components/tables/csv';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { ChartGrid } from './chart-grid';
import { endpointMetricsQuery } from './queries';
import { RangePicker } from './range-picker';
import { isQuiet, tableOf } from './series';
import { useChartView } from './use-chart-view';

/** An endpoint's figures over time, with its deployments marked. */
export function EndpointMetrics({ name }: { name: string }) {
  const t = useTranslations('metrics');
  const state = useChartView();
  const metrics = useQuery(endpointMetricsQuery(name, state.view));
  const deployments = useQuery(deploymentsQuery(name));
  const times = metrics.data?.series[0]?.points;
  const from = times?.[0]?.[0] ?? 0;
  const to = times?.at(-1)?.[0] ?? 0;
  const markers = (deployments.data?.items ?? [])
    .map((deployment) => ({ at: Date.parse(deployment.createdAt), label: t('deployment', { number: deployment.number }) }))
    .filter((marker) => marker.at >= from && marker.at <= to);
  const download = (): void => {
    if (metrics.data !== undefined) downloadCsv(`${name}-metrics.csv`, tableOf(metrics.data.series));
  };
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <RangePicker state={state} />
        <Button size="small" icon={<Download aria-hidden className="size-3.5" />} disabled={metrics.data === undefined} onClick={download}>
          {t('download')}
        </Button>
      </div>
      {metrics.error === null ? null : <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />}
      {metrics.data !== undefined && isQuiet(metrics.data) ? <Quiet name={name} /> : null}
      {metrics.data === undefined && metrics.error !== null ? null : <ChartGrid metrics={metrics.data} markers={markers} onZoom={state.zoom} />}
    </div>
  );
}

function Quiet({ name }: { name: string }) {
  const t = useTranslations('metrics');
  return (
    <Notice
      tone="info"
      title={t('endpointEmpty.title')}
      actions={
        <ButtonLink size="small" href={paths.playground(name)}>
          {t('endpointEmpty.try')}
        </ButtonLink>
      }
    >
      {t('endpointEmpty.text')}
    </Notice>
  );
}
