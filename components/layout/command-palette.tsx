'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes, CornerDownLeft, type LucideIcon, Rocket, Waypoints } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId, useState } from 'react';
import { api } from '@/components/api';
import { paths } from '@/components/paths';
import { useMe } from '@/components/sessions/use-me';
import { classNames } from '@/components/ui/class-names';
import { ModalBox, useModal } from '@/components/ui/dialog';
import { covers } from '@/core/policy/actions';
import { navigation } from './navigation';

interface Entry {
  readonly href: string;
  readonly label: string;
  readonly kind: string;
  readonly icon: LucideIcon;
}

/** Goes anywhere by typing: pages, models, endpoints, actions. */
export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return open ? <OpenPalette onClose={() => onOpenChange(false)} /> : null;
}

function OpenPalette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('layout');
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const box = useModal('input');
  const entries = useEntries(text);
  const go = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    router.push(entry.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => (entries.length === 0 ? 0 : (now + by + entries.length) % entries.length));
    }
    if (event.key === 'Enter') go(entries[active]);
  };
  return (
    <ModalBox
      ref={box}
      label={t('search')}
      onClose={onClose}
      className="mx-auto mt-[12vh] w-[calc(100vw-2rem)] max-w-xl rounded-lg border border-line-strong bg-surface"
    >
      <input
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={entries[active] === undefined ? undefined : `${listId}-${active}`}
        aria-label={t('search')}
        placeholder={t('searchHint')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-line border-b bg-surface px-4 text-sm placeholder:text-faint focus-visible:outline-none"
      />
      <div id={listId} role="listbox" aria-label={t('search')} className="max-h-80 overflow-y-auto p-1">
        {entries.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox, which keeps the focus
          <div
            key={entry.href}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            onClick={() => go(entry)}
            onMouseMove={() => setActive(i)}
            className={classNames('flex h-9 cursor-pointer items-center gap-3 rounded-md px-3 text-[13px]', i === active && 'bg-hover')}
          >
            <entry.icon aria-hidden className="size-4 text-muted" />
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            <span className="text-muted text-xs">{entry.kind}</span>
            {i === active ? <CornerDownLeft aria-hidden className="size-3.5 text-muted" /> : null}
          </div>
        ))}
      </div>
      {entries.length === 0 ? <p className="px-4 py-6 text-center text-[13px] text-muted">{t('searchNothing', { text })}</p> : null}
    </ModalBox>
  );
}

function useEntries(text: string): Entry[] {
  const t = useTranslations('layout');
  const me = useMe();
  const wanted = text.trim().toLowerCase();
  const named = (path: string) => ({
    queryKey: ['palette', path, wanted],
    queryFn: () => api.get<{ items: { name: string }[] }>(path, { q: wanted, limit: 5 }),
    staleTime: 30_000,
    placeholderData: (previous: { items: { name: string }[] } | undefined) => previous,
  });
  const models = useQuery(named('/models'));
  const endpoints = useQuery(named('/endpoints'));
  const may = (action: string | null): boolean => action === null || (me !== undefined && covers(me.actions, action));
  const pages: Entry[] = navigation.flatMap((group) =>
    group.items.filter((item) => may(item.action)).map((item) => ({ href: item.href, label: t(`nav.${item.key}`), kind: t('kinds.page'), icon: item.icon })),
  );
  const deploy: Entry[] = may('endpoints:Deploy') ? [{ href: paths.newDeploy(), label: t('deployModel'), kind: t('kinds.action'), icon: Rocket }] : [];
  const found: Entry[] = [
    ...(endpoints.data?.items ?? []).map((one) => ({ href: paths.endpoint(one.name), label: one.name, kind: t('kinds.endpoint'), icon: Waypoints })),
    ...(models.data?.items ?? []).map((one) => ({ href: paths.model(one.name), label: one.name, kind: t('kinds.model'), icon: Boxes })),
  ];
  return [...deploy, ...pages, ...found].filter((entry) => entry.label.toLowerCase().includes(wanted));
}
