import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'accent';

const tones: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-muted',
  ok: 'border-transparent bg-ok-soft text-ok',
  warn: 'border-transparent bg-warn-soft text-warn',
  bad: 'border-transparent bg-bad-soft text-bad',
  info: 'border-transparent bg-info-soft text-info',
  accent: 'border-transparent bg-accent-soft text-accent-text',
};

/** A short word in a box. For states use `StateBadge`, which adds the icon. */
export function Badge({ tone = 'neutral', icon, children, className }: { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <span
      className={classNames('inline-flex h-5 w-fit items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 font-medium text-xs', tones[tone], className)}
    >
      {icon}
      {children}
    </span>
  );
}
