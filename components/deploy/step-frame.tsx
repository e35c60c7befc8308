'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';

interface StepFrameProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  onBack?: () => void;
  /** Without it the step has no Next of its own. */
  onNext?: () => void;
  nextLabel?: string;
  nextPending?: boolean;
  /** Why one cannot go on yet; Next is disabled and says so. */
  blocked?: string | null;
  /** Replaces the Next button, such as one that needs a permission. */
  nextButton?: ReactNode;
}

/** One step: heading (which takes the focus when the step opens), content, Back and Next. Enter goes on. */
export function StepFrame({ title, description, children, onBack, onNext, nextLabel, nextPending = false, blocked = null, nextButton }: StepFrameProps) {
  const t = useTranslations('deploy');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (blocked === null) onNext?.();
  };
  const hasFooter = onBack !== undefined || onNext !== undefined || nextButton !== undefined;
  return (
    <form noValidate onSubmit={submit} className="min-w-0 space-y-4">
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-base outline-none">
          {title}
        </h2>
        {description === undefined ? null : <div className="mt-0.5 max-w-prose text-[13px] text-muted">{description}</div>}
      </div>
      {children}
      {hasFooter ? (
        <div className="flex flex-wrap items-center gap-3 pt-1">
          {onBack === undefined ? null : <Button onClick={onBack}>{t('back')}</Button>}
          {nextButton ??
            (onNext === undefined ? null : (
              <Button type="submit" tone="primary" pending={nextPending} disabled={blocked !== null}>
                {nextLabel ?? t('next')}
              </Button>
            ))}
          {blocked === null ? null : (
            <p role="status" className="text-muted text-xs">
              {blocked}
            </p>
          )}
        </div>
      ) : null}
    </form>
  );
}
