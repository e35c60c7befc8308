'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { DeploymentsTab } from '@/components/deployments/deployments-tab';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { EndpointLogs } from '@/components/logs/endpoint-logs';
import { EndpointMetrics } from '@/components/metrics/endpoint-metrics';
import { paths } from '@/components/paths';
import { ScalingTab } from '@/components/scaling/scaling-tab';
import { ErrorPanel } from '@/components/ui/error-panel';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { Tabs } from '@/components/ui/tabs';
import { EndpointCost } from '@/components/usage/endpoint-cost';
import type { Endpoint } from '@/services/endpoints/schemas';
import { AccessTab } from './access-tab';
import { EndpointActions } from './endpoint-actions';
import { EndpointHeader } from './endpoint-header';
import { OverviewTab } from './overview-tab';
import { endpointQuery } from './queries';
import { SettingsTab } from './settings-tab';

const tabNames = ['overview', 'metrics', 'logs', 'deployments', 'scaling', 'cost', 'access', 'settings'] as const;
type TabName = (typeof tabNames)[number];

export function EndpointPage({ name }: { name: string }) {
  const t = useTranslations('endpoints');
  const endpoint = useQuery(endpointQuery(name));
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabNames).withDefault('overview').withOptions({ history: 'push' }));
  useLiveTopic(`endpoints/${name},metrics/${name}`);
  const crumbs = [{ label: t('title'), href: paths.endpoints() }];
  if (endpoint.data === undefined) {
    return (
      <Page title={name} crumbs={crumbs}>
        {endpoint.error === null ? <SkeletonLines label={name} lines={8} /> : <ErrorPanel error={endpoint.error} onRetry={() => void endpoint.refetch()} />}
      </Page>
    );
  }
  const content = contentOf(endpoint.data);
  return (
    <Page title={name} crumbs={crumbs} badge={<StateBadge state={endpoint.data.state} />} actions={<EndpointActions endpoint={endpoint.data} />}>
      {endpoint.error === null ? null : <ErrorPanel error={endpoint.error} onRetry={() => void endpoint.refetch()} />}
      <EndpointHeader endpoint={endpoint.data} />
      <Tabs
        label={t('tabs')}
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={tabNames.map((value) => ({ value, label: t(`tab.${value}`), content: content[value]() }))}
      />
    </Page>
  );
}

/** Only the shown tab is built; the others cost nothing. */
function contentOf(endpoint: Endpoint): Record<TabName, () => ReactNode> {
  return {
    overview: () => <OverviewTab endpoint={endpoint} />,
    metrics: () => <EndpointMetrics name={endpoint.name} />,
    logs: () => <EndpointLogs name={endpoint.name} />,
    deployments: () => <DeploymentsTab endpoint={endpoint} />,
    scaling: () => <ScalingTab endpoint={endpoint} />,
    cost: () => <EndpointCost name={endpoint.name} />,
    access: () => <AccessTab name={endpoint.name} />,
    settings: () => <SettingsTab endpoint={endpoint} />,
  };
}
