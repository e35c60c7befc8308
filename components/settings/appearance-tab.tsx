'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useNow } from '@/components/deployments/use-now';
import { Field } from '@/components/forms/field';
import type { Locale } from '@/components/i18n/locale';
import { useFormat } from '@/components/i18n/use-format';
import { useSetLocale } from '@/components/layout/language-menu';
import { Select } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { useMounted } from './use-mounted';

const themes = ['system', 'light', 'dark'] as const;

/** Theme, language and the zone in which times are shown. */
export function AppearanceTab() {
  const t = useTranslations('settings.appearance');
  const locale = useLocale() as Locale;
  const setLocale = useSetLocale();
  const mounted = useMounted();
  const { theme = 'system', setTheme } = useTheme();
  return (
    <div className="max-w-3xl space-y-4">
      <Section title={t('title')}>
        <div className="max-w-sm space-y-4">
          <Field label={t('theme')}>
            <Select value={mounted ? theme : 'system'} onChange={(event) => setTheme(event.target.value)}>
              {themes.map((name) => (
                <option key={name} value={name}>
                  {t(`themeName.${name}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('language')}>
            <Select value={locale} onChange={(event) => setLocale(event.target.value === 'zh' ? 'zh' : 'en')}>
              <option value="en" lang="en">
                English
              </option>
              <option value="zh" lang="zh-CN">
                简体中文
              </option>
            </Select>
          </Field>
        </div>
      </Section>
      {mounted ? <TimeZone /> : null}
    </div>
  );
}

function TimeZone() {
  const t = useTranslations('settings.appearance');
  const format = useFormat();
  const now = useNow(true);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Section title={t('timeZone')} description={t('timeZoneText', { zone })}>
      <p className="tabular text-[13px]">{t('sample', { time: format.timeLong(now) })}</p>
    </Section>
  );
}
