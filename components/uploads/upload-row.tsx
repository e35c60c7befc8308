'use client';
import { Pause, Play, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Button, IconButton } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Progress } from '@/components/ui/progress';
import { StateBadge } from '@/components/ui/state-badge';
import type { UploadTask, UploadView } from './upload-task';
import { useUpload } from './use-upload';

const badge: Record<UploadView['phase'], string> = {
  Hashing: 'Preparing',
  Uploading: 'Uploading',
  Paused: 'Paused',
  Offline: 'Paused',
  Verifying: 'Verifying',
  Ready: 'Ready',
  Failed: 'Failed',
};

/** One file on its way: bytes, rate, time left, parts; pause, go on, cancel. */
export function UploadRow({ task, onCancel }: { task: UploadTask; onCancel: () => void }) {
  const t = useTranslations('uploads');
  const ui = useTranslations('ui');
  const format = useFormat();
  const view = useUpload(task) ?? task.view;
  const share = view.sizeBytes === 0 ? 1 : view.sentBytes / view.sizeBytes;
  const leftMs = view.bytesPerSecond > 0 ? ((view.sizeBytes - view.sentBytes) / view.bytesPerSecond) * 1000 : null;
  const running = view.phase === 'Uploading' || view.phase === 'Hashing' || view.phase === 'Offline';
  return (
    <div className="space-y-2 px-4 py-3">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium text-[13px]" title={view.filename}>
            {view.filename}
          </p>
        </div>
        <StateBadge state={badge[view.phase]} />
        {running ? (
          <IconButton label={t('pause')} onClick={() => task.pause()}>
            <Pause aria-hidden className="size-4" />
          </IconButton>
        ) : null}
        {view.phase === 'Paused' ? (
          <IconButton label={t('resume')} onClick={() => void task.start()}>
            <Play aria-hidden className="size-4" />
          </IconButton>
        ) : null}
        <IconButton label={t('cancel')} onClick={onCancel}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Progress
        value={view.phase === 'Verifying' || view.phase === 'Hashing' ? null : share}
        label={view.filename}
        tone={view.phase === 'Failed' ? 'bad' : view.phase === 'Ready' ? 'ok' : 'accent'}
      />
      <p className="tabular flex flex-wrap items-center gap-x-4 gap-y-0.5 text-muted text-xs">
        <span>{t('bytes', { sent: format.bytes(view.sentBytes), size: format.bytes(view.sizeBytes) })}</span>
        <span>{format.percent(share, 0)}</span>
        {view.parts > 1 ? <span>{t('parts', { done: view.partsDone, parts: view.parts })}</span> : null}
        {view.phase === 'Uploading' && view.bytesPerSecond > 0 ? <span>{t('rate', { rate: format.bytes(view.bytesPerSecond) })}</span> : null}
        {view.phase === 'Uploading' && leftMs !== null ? <span>{t('left', { time: format.duration(leftMs) })}</span> : null}
        {view.phase === 'Hashing' ? <span>{t('hashing')}</span> : null}
        {view.phase === 'Verifying' ? <span>{t('verifying')}</span> : null}
        {view.phase === 'Offline' ? <span>{t('offline')}</span> : null}
        {view.sha256 === null ? null : (
          <span className="inline-flex items-center gap-1">
            SHA-256 <CopyableId id={view.sha256} label="SHA-256" shorten={18} />
          </span>
        )}
      </p>
      {view.phase === 'Failed' ? (
        <ErrorPanel
          error={view.error}
          actions={
            <Button size="small" onClick={() => void task.start()}>
              {ui('retry')}
            </Button>
          }
        />
      ) : null}
    </div>
  );
}
