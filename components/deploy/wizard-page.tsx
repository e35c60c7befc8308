'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { draftQuery } from '@/components/drafts/queries';
import { Page } from '@/components/layout/page';
import { ErrorPanel } from '@/components/ui/error-panel';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Wizard } from './wizard';

/** `/deploy/<draft>`: loads the draft, then walks through it. */
export function WizardPage({ draftId }: { draftId: string }) {
  const t = useTranslations('deploy');
  const draft = useQuery(draftQuery(draftId));
  if (draft.data !== undefined) return <Wizard draft={draft.data} />;
  return (
    <Page title={t('title')}>
      {draft.error === null ? <SkeletonLines label={t('title')} lines={8} /> : <ErrorPanel error={draft.error} onRetry={() => void draft.refetch()} />}
    </Page>
  );
}
