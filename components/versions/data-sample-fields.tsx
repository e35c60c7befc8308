'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { IconButton } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { StateBadge } from '@/components/ui/state-badge';
import { uploadQuery } from '@/components/uploads/queries';
import { TellWhenReady } from '@/components/uploads/tell-when-ready';
import { beginUpload, cancelUpload, type KnownUpload, taskOf } from '@/components/uploads/upload-tasks';

/** A file with rows, uploaded at once when it is chosen, and which of its columns holds the right answers. */
export interface ChosenSample {
  readonly upload: KnownUpload | null;
  readonly target: string;
}

interface DataSampleFieldsProps {
  value: ChosenSample;
  onChange: (value: ChosenSample) => void;
  optional?: boolean;
}

export function DataSampleFields({ value, onChange, optional = false }: DataSampleFieldsProps) {
  const t = useTranslations('versions.evaluation');
  const deploy = useTranslations('deploy');
  const [error, setError] = useState<unknown>(null);
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setError(null);
    const { task, known } = await beginUpload({ file, filename: file.name });
    if (known === null) setError(task.view.error);
    else onChange({ ...value, upload: known });
  };
  const remove = (upload: KnownUpload): void => {
    void cancelUpload(upload.id).catch(() => undefined); // gone already is as good as removed
    onChange({ ...value, upload: null });
  };
  return (
    <div className="space-y-3">
      <div className="grid max-w-2xl grid-cols-1 items-start gap-3 md:grid-cols-[minmax(0,1fr)_14rem]">
        {value.upload === null ? (
          <Field label={t('file')} hint={t('fileHint')} aside={optional ? deploy('optional') : undefined}>
            <Input type="file" accept=".csv,.json,.npy" className="cursor-pointer py-1" onChange={(event) => void choose(event.target.files?.[0])} />
          </Field>
        ) : (
          <Chosen upload={value.upload} onRemove={remove} />
        )}
        <Field label={t('target')} hint={t('targetHint')} aside={deploy('optional')}>
          <Input value={value.target} maxLength={200} spellCheck={false} onChange={(event) => onChange({ ...value, target: event.target.value })} />
        </Field>
      </div>
      {error === null ? null : <ErrorPanel error={error} />}
    </div>
  );
}

function Chosen({ upload, onRemove }: { upload: KnownUpload; onRemove: (upload: KnownUpload) => void }) {
  const t = useTranslations('versions.evaluation');
  const known = useQuery(uploadQuery(upload.id));
  const task = taskOf(upload.id);
  return (
    <div className="min-w-0 space-y-1">
      <p className="font-medium text-[13px]">{t('file')}</p>
      <p className="flex min-h-8 items-center gap-2 text-[13px]">
        <span className="min-w-0 truncate" title={upload.filename}>
          {upload.filename}
        </span>
        <StateBadge state={known.data?.state ?? 'Uploading'} />
        <IconButton label={t('otherFile')} onClick={() => onRemove(upload)}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </p>
      {task === null ? null : <TellWhenReady id={upload.id} task={task} />}
      {known.error === null ? null : <ErrorPanel error={known.error} />}
    </div>
  );
}
