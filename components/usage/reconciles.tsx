'use client';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import type { Costs } from '@/services/usage/schemas';
import { differenceMicros } from './report';

/** Says whether the lines on the screen come to the total, and how fresh both are. */
export function Reconciles({ costs }: { costs: Costs }) {
  const t = useTranslations('usage');
  const format = useFormat();
  const difference = differenceMicros(costs);
  const Icon = difference === 0 ? CircleCheck : TriangleAlert;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[13px] text-muted">
      <span className="inline-flex items-center gap-1.5">
        <Icon aria-hidden className={difference === 0 ? 'size-4 text-ok' : 'size-4 text-warn'} />
        {difference === 0 ? t('reconciles') : t('differs', { amount: format.money(difference, costs.currency, true) })}
      </span>
      <span>{t('asOf', { time: format.timeLong(costs.asOf) })}</span>
    </p>
  );
}
