'use client';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Page } from '@/components/layout/page';
import { InviteButton } from '@/components/members/invite-button';
import { MembersTab } from '@/components/members/members-tab';
import { Tabs } from '@/components/ui/tabs';
import { CreateKeyButton } from './create-key-button';
import { KeysTab } from './keys-tab';

const tabNames = ['keys', 'members'] as const;

/** Who and what may use the installation: keys of programs, members of the organization. */
export function AccessPage() {
  const t = useTranslations('keys');
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabNames).withDefault('keys').withOptions({ history: 'push' }));
  return (
    <Page title={t('access')} description={t('intro')} actions={tab === 'keys' ? <CreateKeyButton /> : <InviteButton />}>
      <Tabs
        label={t('tabs')}
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={[
          { value: 'keys', label: t('tabKeys'), content: <KeysTab /> },
          { value: 'members', label: t('tabMembers'), content: <MembersTab /> },
        ]}
      />
    </Page>
  );
}
