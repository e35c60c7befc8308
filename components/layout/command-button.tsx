'use client';
import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Kbd } from '@/components/ui/kbd';

const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), { ssr: false });

/** Opens the palette by click, ⌘K or Ctrl+K; its code is loaded at the first opening. */
export function CommandButton() {
  const t = useTranslations('layout');
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const show = (): void => {
    setLoaded(true);
    setOpen(true);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setLoaded(true);
      setOpen((now) => !now);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={show}
        className="flex h-8 w-8 items-center gap-2 rounded-md border border-line bg-canvas px-2 text-[13px] text-muted hover:border-line-strong hover:text-fg sm:w-64"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="hidden flex-1 truncate text-left sm:block">{t('search')}</span>
        <span className="sr-only sm:hidden">{t('search')}</span>
        <span aria-hidden className="hidden sm:block">
          <Kbd>⌘K</Kbd>
        </span>
      </button>
      {loaded ? <CommandPalette open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}
