'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuChoice } from '@/components/ui/menu';

export function ThemeMenu() {
  const t = useTranslations('layout');
  const { theme = 'system', setTheme } = useTheme();
  const options = [
    { value: 'system', label: t('themes.system'), icon: <Monitor aria-hidden /> },
    { value: 'light', label: t('themes.light'), icon: <Sun aria-hidden /> },
    { value: 'dark', label: t('themes.dark'), icon: <Moon aria-hidden /> },
  ];
  return (
    <Menu
      trigger={
        <IconButton label={t('theme')}>
          <Sun aria-hidden className="size-4 dark:hidden" />
          <Moon aria-hidden className="hidden size-4 dark:block" />
        </IconButton>
      }
    >
      <MenuChoice label={t('theme')} value={theme} options={options} onChange={setTheme} />
    </Menu>
  );
}
