'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { classNames } from '@/components/ui/class-names';
import type { RequestLog } from '@/services/logs/schemas';
import { type StageName, stageShares } from './stages';

const fills: Record<StageName, string> = { gateway: 'bg-chart-1', queue: 'bg-chart-3', batch: 'bg-chart-4', model: 'bg-chart-2', transfer: 'bg-chart-6' };

/** Where the time of a request went: a bar, and the same as figures. */
export function StageBar({ stages }: { stages: RequestLog['stages'] }) {
  const t = useTranslations('logs');
  const format = useFormat();
  const shares = stageShares(stages);
  const taken = shares.filter((share) => share.ms > 0);
  if (shares.length === 0) return <p className="text-[13px] text-muted">{t('request.noTime')}</p>;
  return (
    <div className="space-y-3">
      <div aria-hidden className="flex h-2.5 gap-px overflow-hidden rounded-full bg-sunken">
        {taken.map((share) => (
          <span key={share.stage} className={classNames('h-full', fills[share.stage])} style={{ width: `${share.percent}%` }} />
        ))}
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-[13px] sm:grid-cols-5">
        {shares.map((share) => (
          <div key={share.stage} className="min-w-0">
            <dt className="flex items-center gap-1.5 text-muted text-xs">
              <span aria-hidden className={classNames('size-2 rounded-sm', fills[share.stage])} />
              {t(`request.stage.${share.stage}`)}
            </dt>
            <dd className="tabular">
              {format.ms(share.ms)} <span className="text-muted text-xs">{format.percent(share.percent / 100)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
