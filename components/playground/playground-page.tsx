'use client';
import { useQuery } from '@tanstack/react-query';
import { CirclePlay } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { parseAsString, useQueryState } from 'nuqs';
import { endpointsQuery } from '@/components/endpoints/queries';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { SampleButton } from '@/components/overview/sample-button';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Select } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Playground } from './playground';

/** `/playground?endpoint=`: chooses an endpoint and calls it. */
export function PlaygroundPage() {
  const t = useTranslations('playground');
  const states = useTranslations('states');
  const [chosen, setChosen] = useQueryState('endpoint', parseAsString);
  const endpoints = useQuery(endpointsQuery({ limit: 200, sort: 'name' }));
  useLiveTopic('endpoints');
  const items = endpoints.data?.items ?? [];
  const name = chosen ?? items.find((endpoint) => endpoint.state === 'InService')?.name ?? items[0]?.name ?? null;
  return (
    <Page
      title={t('title')}
      description={t('lead')}
      actions={
        items.length === 0 ? null : (
          <Select aria-label={t('endpoint')} value={name ?? ''} onChange={(event) => void setChosen(event.target.value)} className="w-64">
            {name !== null && !items.some((endpoint) => endpoint.name === name) ? <option value={name}>{name}</option> : null}
            {items.map((endpoint) => (
              <option key={endpoint.id} value={endpoint.name}>
                {endpoint.state === 'InService' ? endpoint.name : `${endpoint.name} · ${states(endpoint.state)}`}
              </option>
            ))}
          </Select>
        )
      }
    >
      {endpoints.error === null ? null : <ErrorPanel error={endpoints.error} onRetry={() => void endpoints.refetch()} />}
      {name !== null ? (
        <Playground key={name} endpoint={name} />
      ) : endpoints.data === undefined ? (
        endpoints.error === null ? (
          <SkeletonLines label={t('title')} lines={8} />
        ) : null
      ) : (
        <Nothing />
      )}
    </Page>
  );
}

function Nothing() {
  const t = useTranslations('playground');
  return (
    <Section>
      <EmptyState
        icon={<CirclePlay aria-hidden className="size-5" />}
        title={t('emptyTitle')}
        actions={
          <>
            <SampleButton />
            <Allowed action="endpoints:Deploy">
              <ButtonLink href={paths.newDeploy()}>{t('deployOwn')}</ButtonLink>
            </Allowed>
          </>
        }
      >
        {t('emptyText')}
      </EmptyState>
    </Section>
  );
}
