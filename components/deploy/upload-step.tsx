'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Section } from '@/components/ui/section';
import { uploadQuery } from '@/components/uploads/queries';
import { ResumeRow } from '@/components/uploads/resume-row';
import { UploadRow } from '@/components/uploads/upload-row';
import type { UploadTask } from '@/components/uploads/upload-task';
import { cancelUpload, type KnownUpload, taskOf } from '@/components/uploads/upload-tasks';
import { useUpload } from '@/components/uploads/use-upload';
import { isName } from './model-name';
import { ModelNameField } from './model-name-field';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** The files on their way; meanwhile the name they are registered under. */
export function UploadStep({ data, update, go, uploaded }: StepProps & { uploaded: boolean }) {
  const t = useTranslations('deploy');
  const [, setResumed] = useState(0);
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
      blocked={uploaded ? (isName(data.model) ? null : t('nameRule')) : t('needUpload')}
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
    </StepFrame>
  );
}

/** The wizard asks the server's view of an upload; this brings it up to date when the tab's task has ended. */
function TellWhenReady({ id, task }: { id: string; task: UploadTask }) {
  const client = useQueryClient();
  const phase = useUpload(task)?.phase;
  useEffect(() => {
    if (phase === 'Ready' || phase === 'Failed') void client.invalidateQueries({ queryKey: uploadQuery(id).queryKey });
  }, [client, id, phase]);
  return null;
}
