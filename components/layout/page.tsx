'use client';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface PageProps {
  /** The `h1` and the window's title. */
  title: string;
  /** The way here, without the page itself. */
  crumbs?: readonly Crumb[];
  /** Right of the title: a state badge. */
  badge?: ReactNode;
  description?: ReactNode;
  /** On the right; one primary button at most. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A page's frame: breadcrumb, one `h1`, actions, content. */
export function Page({ title, crumbs = [], badge, description, actions, children, className }: PageProps) {
  const t = useTranslations('layout');
  return (
    <div className={classNames('mx-auto max-w-[1400px] space-y-4', className)}>
      <title>{`${title} · AI Mass`}</title>
      <div>
        {crumbs.length === 0 ? null : (
          <nav aria-label={t('breadcrumb')} className="mb-1">
            <ol className="flex min-w-0 flex-wrap items-center gap-1 text-muted text-xs">
              {crumbs.map((crumb, i) => (
                <li key={crumb.href} className="inline-flex min-w-0 items-center gap-1">
                  {i === 0 ? null : <ChevronRight aria-hidden className="size-3 shrink-0" />}
                  <Link href={crumb.href} className="inline-flex min-h-6 max-w-64 items-center truncate hover:text-fg hover:underline">
                    {crumb.label}
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0">
            <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
              <h1 className="min-w-0 break-words text-xl leading-7">{title}</h1>
              {badge}
            </div>
            {description === undefined ? null : <div className="mt-0.5 max-w-prose text-[13px] text-muted">{description}</div>}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      </div>
      {children}
    </div>
  );
}
