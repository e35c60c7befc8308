'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { Button, IconButton } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import { uploadQuery } from './queries';
import { type KnownUpload, resumeUpload } from './upload-tasks';

/** An upload whose file the browser no longer holds (after a reload): choose the same file and it goes on where it stopped. */
export function ResumeRow({ known, onResumed, onCancel }: { known: KnownUpload; onResumed: () => void; onCancel: () => void }) {
  const t = useTranslations('uploads');
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const upload = useQuery(uploadQuery(known.id));
  const [different, setDifferent] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const arrived = upload.data?.parts.reduce((sum, part) => sum + (part.arrived ? part.sizeBytes : 0), 0) ?? 0;
  const share = upload.data?.state === 'Ready' ? 1 : arrived / known.sizeBytes;
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setError(null);
    try {
      const found = await resumeUpload(known, file);
      setDifferent(found);
      if (found.length === 0) onResumed();
    } catch (problem) {
      setError(problem);
    }
  };
  const state = upload.data?.state;
  return (
    <div className="space-y-2 px-4 py-3">
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 truncate font-medium text-[13px]" title={known.filename}>
          {known.filename}
        </p>
        <StateBadge state={state === 'Ready' || state === 'Failed' || state === 'Verifying' ? state : 'Paused'} />
        <IconButton label={t('cancel')} onClick={onCancel}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Progress value={state === 'Verifying' ? null : share} label={known.filename} tone={state === 'Ready' ? 'ok' : 'accent'} />
      <p className="tabular text-muted text-xs">
        {t('bytes', { sent: format.bytes(state === 'Ready' ? known.sizeBytes : arrived), size: format.bytes(known.sizeBytes) })} · {format.percent(share, 0)}
      </p>
      {state === 'Ready' || state === 'Verifying' || state === undefined ? null : (
        <Notice
          tone="info"
          title={t('resumeTitle', { percent: format.percent(share, 0) })}
          actions={
            <Button size="small" tone="primary" onClick={() => input.current?.click()}>
              {t('chooseSame')}
            </Button>
          }
        >
          {t('resumeHint')}
        </Notice>
      )}
      {different.length === 0 ? null : (
        <Notice
          tone="bad"
          role="alert"
          title={t('changedTitle')}
          actions={
            <Button size="small" onClick={onCancel}>
              {t('startOver')}
            </Button>
          }
        >
          {t('changedHint', { what: different.map((what) => t(`different.${what}`)).join(', ') })}
        </Notice>
      )}
      {error === null && upload.error === null ? null : <ErrorPanel error={error ?? upload.error} onRetry={() => void upload.refetch()} />}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('chooseSame')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          void choose(file);
        }}
      />
    </div>
  );
}
