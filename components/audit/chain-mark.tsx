'use client';
import { useQuery } from '@tanstack/react-query';
import { LoaderCircle, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSentence } from '@/components/i18n/use-sentence';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { auditVerificationQuery } from './queries';

/** Whether the chain of rows is whole; opens to what that means and the hash it ends with. */
export function ChainMark() {
  const t = useTranslations('audit.chain');
  const say = useSentence();
  const [open, setOpen] = useState(false);
  const verification = useQuery(auditVerificationQuery());
  const { data } = verification;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} className="min-h-6 rounded-sm">
        <Mark />
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={data === undefined ? t('unknown') : data.valid ? t('valid', { rows: data.rows }) : t('broken', { seq: data.firstBrokenSeq ?? 0 })}
        footer={
          <Button pending={verification.isFetching} onClick={() => void verification.refetch()}>
            {t('again')}
          </Button>
        }
      >
        <div className="space-y-3 text-[13px]">
          <p className="text-muted">{t('text')}</p>
          {data === undefined || data.valid ? null : <p className="text-bad">{say(data, 'reason')}</p>}
          {data === undefined ? null : <DefinitionList items={[{ term: t('head'), value: <CopyableId id={data.head} shorten={28} label={t('head')} /> }]} />}
          {verification.error === null ? null : <ErrorPanel error={verification.error} />}
        </div>
      </Dialog>
    </>
  );
}

function Mark() {
  const t = useTranslations('audit.chain');
  const { data, isFetching } = useQuery(auditVerificationQuery());
  if (data === undefined) {
    return (
      <Badge icon={isFetching ? <LoaderCircle aria-hidden className="size-3 animate-spin" /> : <ShieldAlert aria-hidden className="size-3" />}>
        {t(isFetching ? 'checking' : 'unknown')}
      </Badge>
    );
  }
  return data.valid ? (
    <Badge tone="ok" icon={<ShieldCheck aria-hidden className="size-3" />}>
      {t('valid', { rows: data.rows })}
    </Badge>
  ) : (
    <Badge tone="bad" icon={<ShieldAlert aria-hidden className="size-3" />}>
      {t('broken', { seq: data.firstBrokenSeq ?? 0 })}
    </Badge>
  );
}
