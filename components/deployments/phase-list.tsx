'use client';
import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { classNames } from '@/components/ui/class-names';
import type { Phase } from '@/services/deployments/schemas';
import { phaseElapsedMs } from './elapsed';

const looks: Record<Phase['state'], { icon: LucideIcon; className: string }> = {
  Pending: { icon: CircleDashed, className: 'text-faint' },
  Running: { icon: LoaderCircle, className: 'animate-spin text-info [animation-duration:2s]' },
  Done: { icon: CircleCheck, className: 'text-ok' },
  Failed: { icon: CircleAlert, className: 'text-bad' },
  Skipped: { icon: CircleMinus, className: 'text-faint' },
};

/** The phases of a deployment in order, each with its state, what it did and how long it took or takes. */
export function PhaseList({ phases, now }: { phases: readonly Phase[]; now: number }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const say = useSentence();
  return (
    <ol aria-label={t('phases')} className="divide-y divide-line">
      {phases.map((phase) => {
        const { icon: Icon, className } = looks[phase.state];
        const elapsed = phaseElapsedMs(phase, now);
        return (
          <li
            key={phase.name}
            className="flex min-h-9 items-baseline gap-2.5 px-4 py-2 text-[13px]"
            aria-current={phase.state === 'Running' ? 'step' : undefined}
          >
            <Icon aria-hidden className={classNames('size-4 shrink-0 self-center', className)} />
            <span className={classNames('w-24 shrink-0 sm:w-28', phase.state === 'Pending' || phase.state === 'Skipped' ? 'text-muted' : 'font-medium')}>
              {t(`phase.${phase.name}`)}
            </span>
            <span className="sr-only">{t(`phaseState.${phase.state}`)}</span>
            <span className="min-w-0 flex-1 break-words text-muted">{say(phase, 'detail')}</span>
            <span className="tabular shrink-0 text-muted">
              {elapsed === null ? '' : elapsed < 1_000 ? format.ms(Math.round(elapsed)) : format.duration(elapsed)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
