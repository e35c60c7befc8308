'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import type { Split } from './timing';

const parts = ['network', 'gateway', 'queue', 'batch', 'model'] as const;
const colours = { network: 'bg-chart-6', gateway: 'bg-chart-5', queue: 'bg-chart-3', batch: 'bg-chart-4', model: 'bg-chart-1' } as const;

/** Where the time went: a bar of shares and the same in figures. */
export function TimingBar({ split }: { split: Split }) {
  const t = useTranslations('playground');
  const format = useFormat();
  const share = (part: (typeof parts)[number]): number => (split.total === 0 ? 0 : split[part] / split.total);
  return (
    <div className="space-y-1.5">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-sunken">
        {parts.map((part) => (
          <span key={part} className={colours[part]} style={{ width: `${share(part) * 100}%` }} />
        ))}
      </div>
      <ul aria-label={t('latency')} className="tabular flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
        {parts.map((part) => (
          <li key={part} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-sm ${colours[part]}`} />
            <span className="text-muted">{t(`timing.${part}`)}</span> {format.ms(split[part])}
          </li>
        ))}
      </ul>
    </div>
  );
}
