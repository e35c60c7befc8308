'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { frameworkName } from '@/components/models/framework-name';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { DefinitionList } from '@/components/ui/definition-list';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { deployDraft } from './send';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';
import type { StepName } from './steps';

/** Everything on one page before it happens; each part leads back to its step. */
export function ReviewStep({ draftId, data, update, go, version }: StepProps) {
  const t = useTranslations('deploy');
  const versions = useTranslations('versions');
  const endpoints = useTranslations('endpoints.healthFields');
  const format = useFormat();
  const client = useQueryClient();
  const { compute, release } = data;
  const send = useMutation({
    mutationFn: () => deployDraft(data),
    onSuccess: async (deployment) => {
      const saved = update({ deployment });
      go('deploy');
      void client.invalidateQueries({ queryKey: ['endpoints'] });
      await saved;
    },
  });
  const drifted = version !== null && (version.state !== 'Ready' || version.stage === 'Archived');
  const part = (step: StepName, title: string, items: { term: string; value: ReactNode }[]) => (
    <Section
      title={title}
      actions={
        <Link href={paths.deploy(draftId, step)} className="inline-flex min-h-6 items-center text-accent-text text-xs hover:underline">
          {t('edit')}
        </Link>
      }
    >
      <DefinitionList items={items} />
    </Section>
  );
  const deployButton = (
    <Allowed action="endpoints:Deploy" refusal={drifted ? t('drifted') : null}>
      <Button type="submit" tone="primary" pending={send.isPending} icon={<Rocket aria-hidden className="size-4" />}>
        {t('deploy')}
      </Button>
    </Allowed>
  );
  return (
    <StepFrame title={t('step.review')} description={t('reviewLead')} onBack={() => go('release')} onNext={() => send.mutate()} nextButton={deployButton}>
      {drifted ? <Notice tone="warn" role="alert" title={t('drifted')} /> : null}
      {part('version', t('step.version'), [
        { term: t('model'), value: `${data.model} ${versions('number', { version: data.version ?? 0 })}` },
        { term: versions('framework'), value: frameworkName(version?.framework ?? null, version?.frameworkVersion ?? null) },
        { term: versions('signature'), value: version?.signature === null || version === null ? null : versions(`tasks.${version.signature.task}`) },
      ])}
      {part('compute', t('step.compute'), [
        { term: t('instanceType'), value: compute.instanceType },
        { term: t('instances'), value: format.number(compute.instances) },
        { term: t('replicas'), value: format.number(compute.replicasPerInstance) },
        { term: t('concurrency'), value: format.number(compute.concurrency) },
        { term: t('timeout'), value: `${format.number(compute.timeoutSeconds)} s` },
        { term: t('batching'), value: compute.batching ? t('batchingOn', { rows: compute.batchMaxSize }) : t('off') },
        {
          term: endpoints('title'),
          value: compute.health.golden
            ? endpoints('summary', { periodSeconds: compute.health.periodSeconds, failuresMax: compute.health.failuresMax })
            : t('off'),
        },
      ])}
      {part('release', t('step.release'), [
        { term: t('endpoint'), value: release.endpoint },
        { term: t('rollout'), value: release.mode === 'new' ? t('newEndpoint') : t('blueGreenTitle') },
      ])}
      {send.error === null ? null : <ErrorPanel error={send.error} />}
    </StepFrame>
  );
}
