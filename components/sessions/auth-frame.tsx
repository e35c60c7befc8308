'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageMenu } from '@/components/layout/language-menu';
import { Logo } from '@/components/layout/logo';
import { ThemeMenu } from '@/components/layout/theme-menu';

/** Around the pages that need no session: sign in and set up. */
export function AuthFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('sessions');
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center gap-1 px-4 md:px-6">
        <div className="flex flex-1 items-center gap-2.5 font-semibold">
          <Logo /> AI Mass
        </div>
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main className="flex flex-1 items-start justify-center px-4 pt-[8vh] pb-12">{children}</main>
      <footer className="px-6 py-4 text-center text-muted text-xs">{t('pitch')}</footer>
    </div>
  );
}
