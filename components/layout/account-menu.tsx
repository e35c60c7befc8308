'use client';
import { LogOut, Settings } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { signOutHere } from '@/components/sessions/sign-out';
import { useMe } from '@/components/sessions/use-me';
import { Menu, MenuItem, MenuLink, MenuSeparator } from '@/components/ui/menu';

export function AccountMenu() {
  const t = useTranslations('layout');
  const me = useMe();
  const name = me?.name ?? '';
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('account', { name })}
          title={name}
          className="ml-1 grid size-7 shrink-0 place-items-center rounded-full border border-line-strong bg-sunken font-medium text-xs hover:bg-hover"
        >
          {initials(name)}
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-[13px]">{name}</p>
        <p className="truncate text-muted text-xs">{me?.email}</p>
        <p className="text-muted text-xs">{me === undefined ? '' : t.has(`roles.${me.role}`) ? t(`roles.${me.role}`) : me.role}</p>
      </div>
      <MenuSeparator />
      <MenuLink href={paths.settings()} icon={<Settings aria-hidden />}>
        {t('nav.settings')}
      </MenuLink>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOutHere()}>
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? '·';
  return (words.length > 1 ? `${first}${words[words.length - 1][0]}` : first).toUpperCase();
}
