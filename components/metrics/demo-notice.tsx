'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { stopDemo, useDemo } from './demo-runner';

/** Says that demo traffic runs from this tab, what it has done, and how to end it. */
export function DemoNotice() {
  const t = useTranslations('metrics');
  const format = useFormat();
  const { running, progress, error } = useDemo();
  if (error !== null) return <ErrorPanel error={error} />;
  if (!running) return null;
  return (
    <Notice
      tone="info"
      title={t('demo.running', { left: format.duration((progress?.secondsLeft ?? 300) * 1_000) })}
      actions={
        <Button size="small" onClick={stopDemo}>
          {t('demo.stop')}
        </Button>
      }
    >
      {progress === null ? null : (
        <p className="tabular text-muted">
          {t('demo.counts', { sent: format.number(progress.sent), answered: format.number(progress.answered), refused: format.number(progress.refused) })}
        </p>
      )}
    </Notice>
  );
}
