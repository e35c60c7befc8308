'use client';
import { Menu as MenuIcon, PanelLeft } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { LiveDot } from '@/components/live/live-dot';
import { paths } from '@/components/paths';
import { useMe } from '@/components/sessions/use-me';
import { IconButton } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { AccountMenu } from './account-menu';
import { CommandButton } from './command-button';
import { LanguageMenu } from './language-menu';
import { Logo } from './logo';
import { MobileNav } from './mobile-nav';
import { Nav } from './nav';
import { ThemeMenu } from './theme-menu';

const collapsedKey = 'aimass-nav';

/** Everything around a page: navigation, search, the state of the live stream, language, theme, account. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('layout');
  const [narrow, setNarrow] = useState(false);
  const [drawer, setDrawer] = useState(false);
  useEffect(() => setNarrow(localStorage.getItem(collapsedKey) === 'narrow'), []);
  const toggle = (): void => {
    localStorage.setItem(collapsedKey, narrow ? 'wide' : 'narrow');
    setNarrow(!narrow);
  };
  return (
    <div className="flex min-h-dvh">
      <a href="#main" className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-fg focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t('skip')}
      </a>
      <aside className={classNames('sticky top-0 hidden h-dvh shrink-0 flex-col border-line border-r bg-surface md:flex', narrow ? 'w-14' : 'w-52')}>
        <Owner narrow={narrow} />
        <Nav narrow={narrow} />
        <div className="border-line border-t p-2">
          <IconButton label={narrow ? t('widen') : t('collapse')} aria-expanded={!narrow} onClick={toggle}>
            <PanelLeft aria-hidden className="size-4" />
          </IconButton>
        </div>
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-line border-b bg-surface px-3 md:px-6">
          <IconButton label={t('openNav')} className="md:hidden" onClick={() => setDrawer(true)}>
            <MenuIcon aria-hidden className="size-4" />
          </IconButton>
          <div className="min-w-0 flex-1">
            <CommandButton />
          </div>
          <LiveDot />
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu />
        </header>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 py-5 outline-none md:px-6">
          {children}
        </main>
      </div>
      <MobileNav open={drawer} onOpenChange={setDrawer} />
    </div>
  );
}

function Owner({ narrow }: { narrow: boolean }) {
  const me = useMe();
  return (
    <Link href={me?.landingPage ?? paths.overview()} className="flex h-12 shrink-0 items-center gap-2.5 border-line border-b px-4" aria-label="AI Mass">
      <Logo className="size-6 shrink-0" />
      {narrow ? null : (
        <span className="min-w-0 leading-tight">
          <span className="block truncate font-semibold text-[13px]">{me?.organization.name ?? 'AI Mass'}</span>
          <span className="block truncate text-muted text-xs">{me?.project.name ?? ' '}</span>
        </span>
      )}
    </Link>
  );
}
