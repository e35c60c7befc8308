'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import type { Deployment, DeploymentFigures } from '@/services/deployments/schemas';
import { deploymentFiguresQuery, promoteDeployment } from './queries';

type Point = DeploymentFigures['series'][number]['points'][number];

/** A canary or linear deployment beside the replicas that serve: how much it gets, how both do, and the way to end its bake. */
export function BakeCard({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const bakes = deployment.state === 'InProgress';
  const figures = useQuery({ ...deploymentFiguresQuery(deployment.endpoint, deployment.id), refetchInterval: bakes ? 5_000 : false });
  if (deployment.strategy.type !== 'canary' && deployment.strategy.type !== 'linear') return null;
  const { percent, bakeSeconds } = deployment.strategy;
  const { errorRate, p95Ratio } = deployment.guardrails;
  const lines = (pick: (point: Point) => number | null) =>
    (figures.data?.series ?? []).map(({ arm, number, points }) => ({
      name: arm,
      label: t(`bake.${arm}`, { number }),
      points: points.map((point) => [point.at, pick(point)] as const),
    }));
  return (
    <Section title={t('bake.title')}>
      <div className="space-y-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-[13px]">
          <span className="min-w-0 flex-1 text-muted">
            {t(`bake.${deployment.strategy.type}`, { percent, time: format.duration(bakeSeconds * 1000) })}{' '}
            {t('bake.guardrails', { errors: format.percent(errorRate), ratio: p95Ratio ?? 0 })}
          </span>
          {bakes && deployment.trafficShare > 0 ? <Promote deployment={deployment} /> : null}
        </div>
        {figures.error === null ? null : <ErrorPanel error={figures.error} onRetry={() => void figures.refetch()} />}
        <TimeSeries
          title={t('bake.errors')}
          series={lines(({ requests, errors }) => (requests === 0 ? null : errors / requests))}
          format={(value) => format.percent(value)}
          loading={figures.isPending}
          height={140}
          shares
        />
        <TimeSeries title={t('bake.p95')} series={lines(({ p95Ms }) => p95Ms)} format={(value) => format.ms(value)} loading={figures.isPending} height={140} />
      </div>
    </Section>
  );
}

function Promote({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const client = useQueryClient();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const promote = async (): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      await promoteDeployment(deployment.endpoint, deployment.id);
      await client.invalidateQueries({ queryKey: ['deployments'] });
    } catch (thrown) {
      setError(thrown);
      setPending(false);
    }
  };
  return (
    <>
      <Allowed action="endpoints:Deploy">
        <Button size="small" pending={pending} onClick={() => void promote()}>
          {t('bake.promote')}
        </Button>
      </Allowed>
      {error === null ? null : <ErrorPanel error={error} />}
    </>
  );
}
