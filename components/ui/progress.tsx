import { classNames } from './class-names';

interface ProgressProps {
  /** 0 to 1; null = running without a known end. */
  value: number | null;
  label: string;
  tone?: 'accent' | 'ok' | 'warn' | 'bad';
  className?: string;
}

const fills = { accent: 'bg-accent-text', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' };

export function Progress({ value, label, tone = 'accent', className }: ProgressProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className={classNames('h-1.5 w-full overflow-hidden rounded-full bg-sunken', className)}
    >
      <div
        className={classNames('h-full rounded-full transition-[width] duration-150', fills[tone], share === null && 'shimmer w-1/3')}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
