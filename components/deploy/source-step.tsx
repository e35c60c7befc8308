'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Field } from '@/components/forms/field';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { RadioCards } from '@/components/ui/radio-cards';
import { SkeletonLines } from '@/components/ui/skeleton';
import { DropZone } from '@/components/uploads/drop-zone';
import type { ChosenFile } from '@/components/uploads/fingerprint';
import { takeFiles } from '@/components/uploads/pending-files';
import { beginUpload, cancelUpload, type KnownUpload } from '@/components/uploads/upload-tasks';
import { samples } from '@/services/versions/states';
import { ExistingVersionFields } from './existing-version-fields';
import { isName, suggestName } from './model-name';
import { ModelNameField } from './model-name-field';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

const s3Pattern = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/;

/** Where the model comes from: files, S3, a version that is there, or a sample. */
export function SourceStep({ data, update, go }: StepProps) {
  const t = useTranslations('deploy');
  const [s3Touched, setS3Touched] = useState(false);
  const files = useChosenFiles({ data, update, go });
  const blocked = reasonToWait();
  const choose = (source: typeof data.source): void => void update({ source, version: null });
  return (
    <StepFrame
      title={t('step.source')}
      description={t('sourceLead')}
      blocked={blocked}
      onNext={data.source === 'files' && data.uploads.length === 0 ? undefined : next}
    >
      <RadioCards
        label={t('step.source')}
        value={data.source}
        onChange={choose}
        options={(['files', 's3', 'version', 'sample'] as const).map((value) => ({ value, label: t(`source.${value}`), hint: t(`sourceHint.${value}`) }))}
      />
      {data.source === 'files' ? (
        files.starting ? (
          <SkeletonLines label={t('startingUpload')} />
        ) : (
          <DropZone onFiles={(chosen) => void files.start(chosen)} />
        )
      ) : null}
      {files.error === null ? null : <ErrorPanel error={files.error} />}
      {data.source === 's3' ? (
        <div className="space-y-4">
          <Field label={t('s3Uri')} hint={t('s3Hint')} error={s3Touched && !s3Pattern.test(data.s3Uri) ? t('s3Invalid') : null} className="max-w-xl">
            <Input
              value={data.s3Uri}
              placeholder="s3://bucket/models/iris.onnx"
              spellCheck={false}
              onBlur={() => setS3Touched(true)}
              onChange={(event) => {
                const s3Uri = event.target.value.trim();
                void update({
                  s3Uri,
                  version: null,
                  model: data.model === '' || data.model === suggestName(lastSegment(data.s3Uri)) ? suggestName(lastSegment(s3Uri)) : data.model,
                });
              }}
            />
          </Field>
          <ModelNameField value={data.model} onChange={(model) => void update({ model, version: null })} />
        </div>
      ) : null}
      {data.source === 'version' ? <ExistingVersionFields data={data} update={update} /> : null}
      {data.source === 'sample' ? (
        <RadioCards
          label={t('source.sample')}
          value={data.sample ?? ''}
          onChange={(sample) => void update({ sample: samples.find((one) => one === sample) ?? null, model: sample, version: null })}
          options={samples.map((sample) => ({ value: sample, label: t(`sample.${sample}`), hint: t(`sampleHint.${sample}`) }))}
        />
      ) : null}
    </StepFrame>
  );

  function next(): void {
    if (data.source === 'files') go('upload');
    else go(data.source === 'version' ? 'version' : 'inspect');
  }

  function reasonToWait(): string | null {
    if (data.source === 's3') return s3Pattern.test(data.s3Uri) ? (isName(data.model) ? null : t('nameRule')) : t('needS3');
    if (data.source === 'version') return data.version === null ? t('needVersion') : null;
    if (data.source === 'sample') return data.sample === null ? t('needSample') : null;
    return null;
  }
}

function lastSegment(uri: string): string {
  return uri.split('/').at(-1) ?? '';
}

/** Starts uploading what was chosen here, or dropped on another page before. */
function useChosenFiles({ data, update, go }: Pick<StepProps, 'data' | 'update' | 'go'>) {
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const taken = useRef(false);
  const start = async (chosen: readonly ChosenFile[]): Promise<void> => {
    setStarting(true);
    setError(null);
    try {
      await Promise.all(data.uploads.map((upload) => cancelUpload(upload.id).catch(() => undefined))); // an upload that is gone already is no obstacle
      const uploads: KnownUpload[] = [];
      for (const one of chosen) {
        const { task, known } = await beginUpload(one);
        if (known === null) throw task.view.error;
        uploads.push(known);
      }
      const model = data.model === '' ? suggestName(chosen[0].filename) : data.model;
      const saved = update({ source: 'files', uploads, model, version: null });
      go('upload'); // not after the save: one may be a step further by then
      await saved;
    } catch (problem) {
      setError(problem);
      setStarting(false);
    }
  };
  useEffect(() => {
    if (taken.current) return;
    taken.current = true;
    const dropped = takeFiles();
    if (dropped.length > 0) void start(dropped);
  });
  return { starting, error, start };
}
