'use client';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { classNames } from '@/components/ui/class-names';
import type { StepName } from './steps';

interface StepperProps {
  draftId: string;
  steps: readonly StepName[];
  current: StepName;
  canEnter: (step: StepName) => boolean;
}

/** The way through the wizard: steps that are open are links, later ones are not. */
export function Stepper({ draftId, steps, current, canEnter }: StepperProps) {
  const t = useTranslations('deploy');
  const at = steps.indexOf(current);
  return (
    <nav aria-label={t('steps')}>
      <ol className="flex gap-1 overflow-x-auto pb-1 lg:flex-col lg:gap-0.5 lg:overflow-visible lg:pb-0">
        {steps.map((step, i) => {
          const open = canEnter(step);
          const isCurrent = step === current;
          const content = (
            <>
              <span
                className={classNames(
                  'tabular grid size-5 shrink-0 place-items-center rounded-full border border-line-strong text-[11px]',
                  isCurrent && 'border-accent bg-accent text-accent-fg',
                  i < at && 'border-transparent bg-ok-soft text-ok',
                )}
              >
                {i < at ? <Check aria-hidden className="size-3" /> : i + 1}
              </span>
              <span className="whitespace-nowrap">{t(`step.${step}`)}</span>
            </>
          );
          const look = 'flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px]';
          return (
            <li key={step} className="shrink-0">
              {open && !isCurrent ? (
                <Link href={paths.deploy(draftId, step)} className={classNames(look, 'text-muted hover:bg-hover hover:text-fg')}>
                  {content}
                </Link>
              ) : (
                <span aria-current={isCurrent ? 'step' : undefined} className={classNames(look, isCurrent ? 'bg-hover font-medium' : 'text-muted')}>
                  {content}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
