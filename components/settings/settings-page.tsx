'use client';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Page } from '@/components/layout/page';
import { Tabs } from '@/components/ui/tabs';
import { AboutTab } from './about-tab';
import { AppearanceTab } from './appearance-tab';
import { OrganizationTab } from './organization-tab';
import type { PackageLicence } from './package-licence';
import { ProfileTab } from './profile-tab';

const tabNames = ['profile', 'appearance', 'organization', 'about'] as const;

export function SettingsPage({ packages }: { packages: readonly PackageLicence[] }) {
  const t = useTranslations('settings');
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabNames).withDefault('profile').withOptions({ history: 'push' }));
  const content = { profile: <ProfileTab />, appearance: <AppearanceTab />, organization: <OrganizationTab />, about: <AboutTab packages={packages} /> };
  return (
    <Page title={t('title')}>
      <Tabs
        label={t('tabs')}
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={tabNames.map((value) => ({ value, label: t(`tab.${value}`), content: content[value] }))}
      />
    </Page>
  );
}
