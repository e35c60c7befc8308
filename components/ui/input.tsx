import type { ComponentProps } from 'react';
import { classNames } from './class-names';

const control =
  'w-full rounded-md border border-control bg-surface px-2.5 text-[13px] text-fg placeholder:text-faint hover:border-muted disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted aria-invalid:border-bad';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input autoComplete="off" {...rest} className={classNames(control, 'h-8', className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={3} {...rest} className={classNames(control, 'py-1.5 leading-5', className)} />;
}

/** The platform's own select: keyboards, screen readers and phones know it. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={classNames('relative inline-block w-full', className)}>
      <select {...rest} className={classNames(control, 'h-8 cursor-pointer appearance-none truncate pr-8')}>
        {children}
      </select>
      <svg aria-hidden viewBox="0 0 16 16" className="pointer-events-none absolute top-2 right-2 size-4 text-muted">
        <path d="m4.5 6.5 3.5 3.5 3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </span>
  );
}

export function Checkbox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <input {...rest} type="checkbox" className={classNames('size-4 shrink-0 cursor-pointer rounded-sm accent-accent disabled:cursor-not-allowed', className)} />
  );
}
