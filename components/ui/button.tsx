import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors duration-100 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 disabled:cursor-not-allowed disabled:opacity-50',
  {
    variants: {
      tone: {
        primary: 'border-accent bg-accent text-accent-fg hover:border-accent-hover hover:bg-accent-hover',
        plain: 'border-line-strong bg-surface text-fg hover:bg-hover',
        quiet: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-fg',
        danger: 'border-line-strong bg-surface text-bad hover:border-bad hover:bg-bad-soft',
      },
      size: { small: 'h-7 px-2 text-xs', medium: 'h-8 px-3 text-[13px]', large: 'h-9 px-4 text-sm', icon: 'size-8' },
    },
    defaultVariants: { tone: 'plain', size: 'medium' },
  },
);

export type ButtonTone = NonNullable<VariantProps<typeof button>['tone']>;
type Look = VariantProps<typeof button>;

interface ButtonProps extends Omit<ComponentProps<'button'>, 'size'>, Look {
  /** Shows a spinner and refuses clicks; the width stays. */
  pending?: boolean;
  icon?: ReactNode;
}

/** A button. One `primary` a page. `type` is `button` unless given. */
export function Button({ tone, size, pending = false, icon, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} disabled={disabled || pending} aria-busy={pending || undefined} className={classNames(button({ tone, size }), className)}>
      {pending ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : icon}
      {children}
    </button>
  );
}

interface ButtonLinkProps extends ComponentProps<typeof Link>, Look {
  icon?: ReactNode;
}

/** A link that looks like a button: for navigation, never for changes. */
export function ButtonLink({ tone, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={classNames(button({ tone, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}

/** A square button with an icon only; `label` is its name for everyone who does not see the icon. */
export function IconButton({ label, children, ...rest }: Omit<ButtonProps, 'size' | 'icon'> & { label: string }) {
  return (
    <Button tone="quiet" {...rest} size="icon" aria-label={label} title={label}>
      {children}
    </Button>
  );
}
