'use client';
import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { Evidence } from '@/components/ui/error-panel';
import type { Check } from '@/services/versions/schemas';

const icons = {
  Pending: { icon: CircleDashed, look: 'text-faint' },
  Running: { icon: LoaderCircle, look: 'text-info animate-spin [animation-duration:2s]' },
  Passed: { icon: CircleCheck, look: 'text-ok' },
  Failed: { icon: CircleAlert, look: 'text-bad' },
  Skipped: { icon: CircleSlash, look: 'text-faint' },
} as const;

/** The steps of a version's check as they happen, each with time and evidence. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations('versions');
  const states = useTranslations('states');
  const format = useFormat();
  const say = useSentence();
  return (
    <ol aria-label={t('checks')} className="divide-y divide-line">
      {checks.map((check) => {
        const { icon: Icon, look } = icons[check.result];
        return (
          <li key={check.step} className="flex gap-3 px-4 py-2.5 text-[13px]">
            <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${look}`} />
            <div className="min-w-0 flex-1 space-y-1">
              <div className="flex items-baseline justify-between gap-3">
                <span className={check.result === 'Pending' ? 'text-muted' : 'font-medium'}>{t(`steps.${check.step}`)}</span>
                <span className="tabular shrink-0 text-muted text-xs">
                  {states(check.result)}
                  {check.durationMs === null ? '' : ` · ${format.ms(check.durationMs)}`}
                </span>
              </div>
              {check.evidence === '' ? null : check.result === 'Failed' ? (
                <Evidence text={say(check, 'evidence')} />
              ) : (
                <p className="break-words text-muted text-xs">{say(check, 'evidence')}</p>
              )}
              {check.fix === undefined || check.fix === '' ? null : <p className="text-xs">{say(check, 'fix')}</p>}
              {check.code === undefined ? null : <code className="text-muted text-xs">{check.code}</code>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
