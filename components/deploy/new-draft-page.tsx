'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { DraftData } from '@/components/drafts/draft-data';
import { createDraft } from '@/components/drafts/queries';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { useRefusal } from '@/components/sessions/use-me';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { SkeletonLines } from '@/components/ui/skeleton';
import { samples } from '@/services/versions/states';
import { isName } from './model-name';

/** `/deploy`: makes a draft of what the address names and goes on in it. */
export function NewDraftPage() {
  const t = useTranslations('deploy');
  const router = useRouter();
  const search = useSearchParams();
  const refusal = useRefusal()('drafts:Write');
  const asked = useRef(false);
  const begin = useMutation({
    mutationFn: () => createDraft(draftOf(search), crypto.getRandomValues(new Uint32Array(4)).join('-')),
    onSuccess: (draft) => router.replace(paths.deploy(draft.id)),
  });
  useEffect(() => {
    if (asked.current || refusal !== null) return;
    asked.current = true;
    begin.mutate();
  }, [begin, refusal]);
  return (
    <Page title={t('title')} description={t('lead')}>
      {refusal === null ? (
        begin.error === null ? (
          <SkeletonLines label={t('title')} lines={6} />
        ) : (
          <ErrorPanel error={begin.error} onRetry={() => begin.mutate()} />
        )
      ) : (
        <Notice tone="warn" title={refusal} />
      )}
    </Page>
  );
}

/** Pure: what a link into the wizard decides already. */
export function draftOf(search: Pick<URLSearchParams, 'get'>): Partial<DraftData> {
  const model = search.get('model') ?? '';
  const endpoint = search.get('endpoint') ?? '';
  const version = Number(search.get('version'));
  const sample = samples.find((one) => one === search.get('sample'));
  const release = isName(endpoint) ? { release: { mode: 'existing' as const, endpoint } } : {};
  if (sample !== undefined) return { source: 'sample', sample, model: sample, auto: search.get('auto') === '1', ...release };
  if (isName(model) && Number.isInteger(version) && version > 0) return { source: 'version', model, version, ...release };
  return { source: 'files', ...(isName(model) ? { model } : {}), ...release };
}
