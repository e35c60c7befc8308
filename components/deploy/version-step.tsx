'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { useFormat } from '@/components/i18n/use-format';
import { frameworkName } from '@/components/models/framework-name';
import { modelQuery, updateModel } from '@/components/models/queries';
import { DefinitionList } from '@/components/ui/definition-list';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Textarea } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { EvaluationCard } from '@/components/versions/evaluation-card';
import { ParityCard } from '@/components/versions/parity-card';
import { SignatureSection } from '@/components/versions/signature-section';
import { StageSelect } from '@/components/versions/stage-select';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** What was found in the files, and the words people will know it by. */
export function VersionStep({ data, go, version }: StepProps) {
  const t = useTranslations('deploy');
  const models = useTranslations('models');
  const versions = useTranslations('versions');
  const format = useFormat();
  const client = useQueryClient();
  const model = useQuery(modelQuery(data.model));
  const [description, setDescription] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (text: string) => updateModel(data.model, { description: text, revision: model.data?.revision }),
    onSuccess: (saved) => client.setQueryData(modelQuery(data.model).queryKey, saved),
  });
  const next = async (): Promise<void> => {
    if (description !== null && description !== model.data?.description) await save.mutateAsync(description);
    go('compute');
  };
  if (version === null) return <SkeletonLines label={t('step.version')} lines={6} />;
  return (
    <StepFrame
      title={t('step.version')}
      description={t('versionLead')}
      onBack={() => go(data.source === 'version' ? 'source' : 'inspect')}
      onNext={() => void next().catch(() => undefined)}
      nextPending={save.isPending}
    >
      <Section>
        <DefinitionList
          items={[
            { term: t('model'), value: `${version.model} ${versions('number', { version: version.version })}` },
            { term: versions('framework'), value: frameworkName(version.framework, version.frameworkVersion) },
            { term: versions('loadTime'), value: version.loadMs === null ? null : format.ms(version.loadMs) },
            { term: versions('peakMemory'), value: version.peakMemoryBytes === null ? null : format.bytes(version.peakMemoryBytes) },
            { term: versions('stage'), value: <StageSelect version={version} /> },
          ]}
        />
      </Section>
      <SignatureSection version={version} />
      <ParityCard version={version} />
      {version.dataSample === null ? null : <EvaluationCard version={version} />}
      <Field label={models('description')} aside={t('optional')} className="max-w-xl">
        <Textarea value={description ?? model.data?.description ?? ''} maxLength={2000} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      {save.error === null ? null : <ErrorPanel error={save.error} />}
    </StepFrame>
  );
}
