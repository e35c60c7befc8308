'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Figure, Figures } from '@/components/ui/section';
import type { Costs } from '@/services/usage/schemas';
import { perThousandMicros } from './report';

export function CostTiles({ costs }: { costs: Costs }) {
  const t = useTranslations('usage');
  const format = useFormat();
  const { total, currency } = costs;
  const perThousand = perThousandMicros(total.amountMicros, total.predictions);
  return (
    <Figures label={t('title')}>
      <Figure
        label={t('tile.cost')}
        value={format.money(total.amountMicros, currency)}
        hint={t('tile.exact', { amount: format.money(total.amountMicros, currency, true) })}
      />
      <Figure label={t('tile.predictions')} value={format.number(total.predictions)} hint={t('tile.requests', { count: total.requests })} />
      <Figure
        label={t('tile.instanceHours')}
        value={format.number(total.instanceSeconds / 3_600, 2)}
        hint={t('tile.instanceSeconds', { seconds: format.number(total.instanceSeconds, 1) })}
      />
      <Figure
        label={t('tile.perThousand')}
        value={perThousand === null ? '–' : format.money(perThousand, currency)}
        hint={perThousand === null ? t('tile.none') : ' '}
      />
      <Figure
        label={t('tile.errors')}
        value={format.number(total.errors)}
        hint={total.requests === 0 ? ' ' : format.percent(total.errors / total.requests, 2)}
      />
    </Figures>
  );
}
