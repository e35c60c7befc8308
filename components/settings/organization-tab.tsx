'use client';
import { useTranslations } from 'next-intl';
import { useMe } from '@/components/sessions/use-me';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { Section } from '@/components/ui/section';

export function OrganizationTab() {
  const t = useTranslations('settings.organization');
  const me = useMe();
  if (me === undefined) return null;
  const { organization, project } = me;
  return (
    <div className="max-w-3xl">
      <Section title={t('title')}>
        <DefinitionList
          items={[
            { term: t('name'), value: organization.name },
            { term: t('accountId'), value: <CopyableId id={organization.accountId} label={t('accountId')} /> },
            { term: t('project'), value: project.name },
            { term: t('currency'), value: organization.currency },
            { term: t('id'), value: <CopyableId id={organization.id} shorten={20} label={t('id')} /> },
          ]}
        />
      </Section>
    </div>
  );
}
