'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Figure, Figures, Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { Scaling } from '@/services/scaling/schemas';
import { DecisionList } from './decision-list';
import { PolicyForm } from './policy-form';
import { scalingQuery } from './queries';
import { ScalingCharts } from './scaling-charts';

/** How an endpoint follows its load: counts, policy with replay, and every decision with its reason. */
export function ScalingTab({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('scaling');
  const scaling = useInfiniteQuery(scalingQuery(endpoint.name));
  const [chosen, setChosen] = useState<string | null>(null);
  if (scaling.data === undefined) {
    return scaling.error === null ? (
      <SkeletonLines label={t('title')} lines={8} />
    ) : (
      <ErrorPanel error={scaling.error} onRetry={() => void scaling.refetch()} />
    );
  }
  const [newest] = scaling.data.pages;
  const variant = newest.variants.find((one) => one.variant === chosen) ?? newest.variants[0];
  if (variant === undefined) return <Notice tone="info" title={t('nothing')} />;
  const decisions = scaling.data.pages.flatMap((page) => page.decisions.items).filter((one) => one.variant === variant.variant);
  const names = newest.variants.map((one) => one.variant);
  return (
    <div className="space-y-4">
      {scaling.error === null ? null : <ErrorPanel error={scaling.error} onRetry={() => void scaling.refetch()} />}
      {names.length < 2 ? null : (
        <Segmented label={t('variant')} value={variant.variant} onChange={setChosen} options={names.map((value) => ({ value, label: value }))} />
      )}
      <Counts variant={variant} />
      {variant.scales ? null : (
        <Notice tone="info" title={t('fixed.title', { count: variant.maxInstances })}>
          {t('fixed.text')}
        </Notice>
      )}
      <ScalingCharts name={endpoint.name} variant={variant.variant} decisions={decisions} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <PolicyForm key={`${variant.variant}/${newest.revision}`} endpoint={endpoint} revision={newest.revision} variant={variant} />
        <Section title={t('decisions.title')} description={t('decisions.text')} flush>
          <DecisionList decisions={decisions} more={scaling.hasNextPage ? () => void scaling.fetchNextPage() : null} pending={scaling.isFetchingNextPage} />
        </Section>
      </div>
    </div>
  );
}

function Counts({ variant }: { variant: Scaling['variants'][number] }) {
  const t = useTranslations('scaling');
  const format = useFormat();
  const { effective } = variant;
  return (
    <Figures label={t('title')}>
      <Figure label={t('figure.wanted')} value={format.number(variant.desiredInstances)} hint={t('figure.instances')} />
      <Figure label={t('figure.ready')} value={format.number(variant.readyInstances)} hint={t('figure.ofRunning', { count: variant.currentInstances })} />
      <Figure
        label={t('figure.bounds')}
        value={`${effective.minInstances} – ${effective.maxInstances}`}
        hint={effective.bySchedule ? t('figure.bySchedule') : t('figure.asConfigured')}
      />
      <Figure label={t('figure.wake')} value={variant.wakeMs === null ? '–' : format.ms(variant.wakeMs)} hint={t('figure.wakeHint')} />
    </Figures>
  );
}
