'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { paths } from '@/components/paths';
import { Figure, Figures } from '@/components/ui/section';
import type { Overview } from './queries';

/** The figures of the last 24 hours and of the month. */
export function HealthStrip({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const format = useFormat();
  const all = Object.values(overview.endpoints).reduce((sum, one) => sum + one, 0);
  const serving = (overview.endpoints.InService ?? 0) + (overview.endpoints.Updating ?? 0) + (overview.endpoints.RollingBack ?? 0);
  const errorShare = overview.requests24h === 0 ? 0 : overview.errors24h / overview.requests24h;
  return (
    <Figures label={t('health')}>
      <Figure
        label={t('endpoints')}
        value={t('serving', { serving, all })}
        hint={
          <Link href={paths.endpoints()} className="hover:underline">
            {t('allEndpoints')}
          </Link>
        }
      />
      <Figure label={t('requests')} value={format.number(overview.requests24h)} hint={t('last24h')} />
      <Figure label={t('predictions')} value={format.number(overview.predictions24h)} hint={t('last24h')} />
      <Figure label={t('errors')} value={format.percent(errorShare, 2)} hint={t('errorCount', { errors: format.number(overview.errors24h) })} />
      <Figure
        label={t('spend')}
        value={format.money(overview.monthToDateMicros, overview.currency)}
        hint={
          <Link href={paths.billing()} className="hover:underline">
            {t('monthToDate')}
          </Link>
        }
      />
    </Figures>
  );
}
