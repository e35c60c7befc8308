'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { cheapestFit } from './plan';
import { instanceTypesQuery } from './queries';
import { deployDraft } from './send';
import type { StepProps } from './step-props';

/** The sample of the first minute: deploys by itself, with the defaults, once the checks have passed. */
export function AutoDeploy({ data, update, go, version }: StepProps) {
  const t = useTranslations('deploy');
  const client = useQueryClient();
  const types = useQuery(instanceTypesQuery());
  const deploy = useMutation({
    mutationFn: async (instanceType: string) => {
      const ready = { ...data, compute: { ...data.compute, instanceType }, release: { mode: 'new' as const, endpoint: data.model } };
      const deployment = await deployDraft(ready);
      const saved = update({ compute: ready.compute, release: ready.release, deployment });
      go('deploy');
      void client.invalidateQueries({ queryKey: ['endpoints'] });
      await saved;
    },
  });
  const type = types.data === undefined ? null : cheapestFit(types.data.items, 1, version?.peakMemoryBytes ?? null);
  const mayGo = version?.state === 'Ready' && type !== null && deploy.isIdle;
  useEffect(() => {
    if (mayGo && type !== null) deploy.mutate(type.name);
  }, [mayGo, type, deploy]);
  if (deploy.error !== null) return <ErrorPanel error={deploy.error} />;
  return (
    <Notice tone="info" role="status" title={t('autoTitle')}>
      {t('autoText')}
    </Notice>
  );
}
