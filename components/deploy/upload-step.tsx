'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Section } from '@/components/ui/section';
import { ResumeRow } from '@/components/uploads/resume-row';
import { TellWhenReady } from '@/components/uploads/tell-when-ready';
import { UploadRow } from '@/components/uploads/upload-row';
import { cancelUpload, type KnownUpload, taskOf } from '@/components/uploads/upload-tasks';
import { DataSampleFields } from '@/components/versions/data-sample-fields';
import { isName } from './model-name';
import { ModelNameField } from './model-name-field';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';
import { useUploadsReady } from './use-uploads-ready';

/** The files on their way; meanwhile the name they are registered under. */
export function UploadStep({ data, update, go, uploaded }: StepProps & { uploaded: boolean }) {
  const t = useTranslations('deploy');
  const [, setResumed] = useState(0);
  const sampleReady = useUploadsReady(data.dataSample === null ? [] : [data.dataSample]);
  const waits = !uploaded || (data.dataSample !== null && !sampleReady);
  const cancel = async (upload: KnownUpload): Promise<void> => {
    await cancelUpload(upload.id).catch(() => undefined); // gone already is as good as cancelled
    const uploads = data.uploads.filter((one) => one.id !== upload.id);
    await update({ uploads, version: null });
    if (uploads.length === 0) go('source');
  };
  return (
    <StepFrame
      title={t('step.upload')}
      description={t('uploadLead')}
      onBack={() => go('source')}
      onNext={() => go('inspect')}
      blocked={waits ? t('needUpload') : isName(data.model) ? null : t('nameRule')}
    >
      <Section flush>
        <ul className="divide-y divide-line">
          {data.uploads.map((upload) => {
            const task = taskOf(upload.id);
            return (
              <li key={upload.id}>
                {task === null ? (
                  <ResumeRow known={upload} onResumed={() => setResumed((count) => count + 1)} onCancel={() => void cancel(upload)} />
                ) : (
                  <>
                    <UploadRow task={task} onCancel={() => void cancel(upload)} />
                    <TellWhenReady id={upload.id} task={task} />
                  </>
                )}
              </li>
            );
          })}
        </ul>
      </Section>
      <ModelNameField value={data.model} onChange={(model) => void update({ model, version: null })} />
      <DataSampleFields
        optional
        value={{ upload: data.dataSample, target: data.target }}
        onChange={({ upload, target }) => void update({ dataSample: upload, target, version: null })}
      />
    </StepFrame>
  );
}
