'use client';
import { Languages } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { type Locale, localeCookie } from '@/components/i18n/locale';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuChoice } from '@/components/ui/menu';

const options = [
  { value: 'en', label: 'English', lang: 'en' },
  { value: 'zh', label: '简体中文', lang: 'zh-CN' },
] as const;

/** Remembers the language for a year and shows the page again in it. */
export function useSetLocale(): (locale: Locale) => void {
  const router = useRouter();
  return (locale) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads the language from this cookie; not all browsers have the Cookie Store
    document.cookie = `${localeCookie}=${locale}; Path=/; Max-Age=31536000; SameSite=Lax`;
    router.refresh();
  };
}

export function LanguageMenu() {
  const t = useTranslations('layout');
  const locale = useLocale() as Locale;
  const setLocale = useSetLocale();
  return (
    <Menu
      trigger={
        <IconButton label={t('language')}>
          <Languages aria-hidden className="size-4" />
        </IconButton>
      }
    >
      <MenuChoice label={t('language')} value={locale} options={options} onChange={setLocale} />
    </Menu>
  );
}
