'use client';
import { ArrowDown, ArrowUp, Minus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Time } from '@/components/ui/time';
import type { ScalingDecisionRow } from '@/services/scaling/schemas';

interface DecisionListProps {
  decisions: readonly ScalingDecisionRow[];
  /** Fetches older ones; null where there are none. */
  more: (() => void) | null;
  pending: boolean;
}

/** Decisions, newest first, those included by which nothing was done; the same one again and again is one line. */
export function DecisionList({ decisions, more, pending }: DecisionListProps) {
  const t = useTranslations('scaling');
  if (decisions.length === 0) return <p className="p-4 text-[13px] text-muted">{t('decisions.empty')}</p>;
  return (
    <>
      <ul className="max-h-[36rem] divide-y divide-line overflow-y-auto">
        {decisions.map((decision) => (
          <DecisionRow key={decision.id} decision={decision} />
        ))}
      </ul>
      {more === null ? null : (
        <div className="border-line border-t px-4 py-2">
          <Button size="small" tone="quiet" onClick={more} pending={pending}>
            {t('decisions.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function DecisionRow({ decision }: { decision: ScalingDecisionRow }) {
  const t = useTranslations('scaling');
  const say = useSentence();
  const direction = Math.sign(decision.to - decision.from);
  const Icon = direction > 0 ? ArrowUp : direction < 0 ? ArrowDown : Minus;
  return (
    <li className="flex items-baseline gap-3 px-4 py-2 text-[13px]">
      <Icon aria-hidden className={classNames('size-3.5 shrink-0 translate-y-0.5', direction === 0 ? 'text-muted' : 'text-accent-text')} />
      <span className="sr-only">{t(direction > 0 ? 'decisions.out' : direction < 0 ? 'decisions.in' : 'decisions.none')}</span>
      <span className={classNames('min-w-0 flex-1 break-words', direction === 0 && 'text-muted')}>
        {say(decision, 'message')}
        {decision.times === 1 ? null : (
          <span className="tabular ml-2 whitespace-nowrap text-muted text-xs">{t('decisions.times', { times: decision.times })}</span>
        )}
      </span>
      <span className="shrink-0 text-muted text-xs">
        <Time at={decision.lastAt} />
      </span>
    </li>
  );
}
