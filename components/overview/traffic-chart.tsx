'use client';
import { useTranslations } from 'next-intl';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { Section } from '@/components/ui/section';
import type { Overview } from './queries';

/** Requests and errors of the last 24 hours. */
export function TrafficChart({ series }: { series: Overview['series'] }) {
  const t = useTranslations('overview');
  const format = useFormat();
  const minutes = series.step / 60;
  const lines = ['requests', 'errors'].map((name) => ({
    name,
    label: t(`series.${name}`),
    points: series.series.find((one) => one.name === name)?.points ?? [],
  }));
  return (
    <Section>
      <TimeSeries title={t('traffic', { minutes: format.number(minutes, 1) })} series={lines} format={(value) => format.compact(value)} height={200} />
    </Section>
  );
}
