'use client';
import { useTranslations } from 'next-intl';
import { ModalBox, useModal } from '@/components/ui/dialog';
import { Logo } from './logo';
import { Nav } from './nav';

/** The navigation as a drawer, on narrow screens. */
export function MobileNav({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return open ? <Drawer onClose={() => onOpenChange(false)} /> : null;
}

function Drawer({ onClose }: { onClose: () => void }) {
  const t = useTranslations('layout');
  const box = useModal('[aria-current=page], a');
  return (
    <ModalBox ref={box} label={t('menu')} onClose={onClose} className="m-0 h-dvh max-h-none w-64 flex-col border-line border-r bg-surface open:flex">
      <p className="flex h-12 shrink-0 items-center gap-2.5 border-line border-b px-4 font-semibold text-sm">
        <Logo /> {t('menu')}
      </p>
      <Nav onNavigate={onClose} />
    </ModalBox>
  );
}
