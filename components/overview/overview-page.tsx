'use client';
import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { endpointsQuery } from '@/components/endpoints/queries';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { SkeletonLines } from '@/components/ui/skeleton';
import { AttentionList } from './attention-list';
import { FirstSteps } from './first-steps';
import { HealthStrip } from './health-strip';
import { overviewQuery } from './queries';
import { RecentDeployments } from './recent-deployments';
import { TrafficChart } from './traffic-chart';

/** How everything is at the moment, and what needs attention. */
export function OverviewPage() {
  const t = useTranslations('overview');
  const overview = useQuery(overviewQuery());
  const endpoints = useQuery(endpointsQuery({ limit: 200, sort: '-updatedAt' }));
  useLiveTopic('endpoints,models,metrics');
  const count = Object.values(overview.data?.endpoints ?? {}).reduce((sum, one) => sum + one, 0);
  const started = count > 0 && (overview.data?.requests24h ?? 0) > 0;
  return (
    <Page
      title={t('title')}
      description={t('lead')}
      actions={
        <Allowed action="endpoints:Deploy">
          <ButtonLink
            href={paths.newDeploy()}
            prefetch={false}
            tone={overview.data === undefined || count > 0 ? 'primary' : 'plain'}
            icon={<Rocket aria-hidden className="size-4" />}
          >
            {t('deploy')}
          </ButtonLink>
        </Allowed>
      }
    >
      {overview.error === null ? null : <ErrorPanel error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.data === undefined ? (
        overview.error === null ? (
          <SkeletonLines label={t('title')} lines={9} />
        ) : null
      ) : (
        <>
          {started ? null : <FirstSteps models={overview.data.models} endpoints={count} requests={overview.data.requests24h} />}
          {count === 0 ? null : (
            <>
              <HealthStrip overview={overview.data} />
              <AttentionList endpoints={endpoints.data?.items ?? []} />
              <TrafficChart series={overview.data.series} />
              <RecentDeployments endpoints={endpoints.data?.items ?? []} />
            </>
          )}
        </>
      )}
    </Page>
  );
}
