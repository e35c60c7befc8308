import type { ReactNode } from 'react';
import { classNames } from './class-names';

interface SectionProps {
  /** An `h2`. Without it the section is a plain box. */
  title?: ReactNode;
  description?: ReactNode;
  /** Right of the title: small buttons, a range, a figure. */
  actions?: ReactNode;
  children: ReactNode;
  /** Without inner padding: for tables and lists that reach the border. */
  flush?: boolean;
  className?: string;
}

/** A bordered part of a page. */
export function Section({ title, description, actions, children, flush = false, className }: SectionProps) {
  return (
    <section className={classNames('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {title === undefined ? null : (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line border-b px-4 py-2">
          <div className="min-w-0">
            <h2 className="text-[13px]">{title}</h2>
            {description === undefined ? null : <p className="text-muted text-xs">{description}</p>}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={classNames('min-w-0', flush ? 'overflow-clip' : 'p-4', title === undefined ? 'rounded-lg' : 'rounded-b-lg')}>{children}</div>
    </section>
  );
}

/** One figure with its word: `value` carries its unit. */
export function Figure({ label, value, hint, className }: { label: ReactNode; value: ReactNode; hint?: ReactNode; className?: string }) {
  return (
    <div className={classNames('min-w-0', className)}>
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="tabular mt-0.5 truncate font-semibold text-lg leading-7 tracking-tight xl:text-xl">{value}</dd>
      {hint === undefined ? null : <dd className="truncate text-muted text-xs">{hint}</dd>}
    </div>
  );
}

/** A row of figures parted by hairlines; on narrow screens they stack by two. */
export function Figures({ children, label }: { children: ReactNode; label: string }) {
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-flow-col md:auto-cols-fr md:grid-cols-none max-md:[&>div:last-child:nth-child(odd)]:col-span-2 [&>div]:bg-surface [&>div]:px-4 [&>div]:py-3"
    >
      {children}
    </dl>
  );
}
