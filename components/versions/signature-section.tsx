'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ReasonPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import type { Version } from '@/services/versions/schemas';
import { SignatureForm } from './signature-form';
import { SignatureTable } from './signature-table';

/** The signature of a version, and the way to correct it until it is published. */
export function SignatureSection({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const [editing, setEditing] = useState(false);
  if (version.signature === null) return null;
  const refusal = version.state !== 'Ready' ? t('notReadyRefusal') : version.published ? t('correct.published') : null;
  const isOpen = editing && version.state === 'Ready';
  const actions = isOpen ? undefined : (
    <Allowed action="models:Update" refusal={refusal}>
      <Button size="small" onClick={() => setEditing(true)}>
        {t('correct.open')}
      </Button>
    </Allowed>
  );
  return (
    <Section flush title={t('signature')} actions={actions}>
      <CorrectionNotice version={version} />
      <SignatureTable signature={version.signature} />
      {isOpen ? <SignatureForm version={version} signature={version.signature} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}

/** `age: INT64, data: [3, 224, 224]`, as it was asked for. */
function wantedWords({ datatypes = {}, shapes = {} }: NonNullable<Version['correction']>['wanted']): string {
  const types = Object.entries(datatypes).map(([name, datatype]) => `${name}: ${datatype ?? '–'}`);
  const sizes = Object.entries(shapes).map(([name, row]) => `${name}: ${row === null ? '–' : `[${row.map((size) => (size === -1 ? '?' : size)).join(', ')}]`}`);
  return [...types, ...sizes].join(', ');
}

/** How far the last correction of datatypes or shapes is: the check runs again, or it was not taken. One that was taken is the signature. */
function CorrectionNotice({ version: { correction } }: { version: Version }) {
  const t = useTranslations('versions.correct');
  if (correction === null || correction.state === 'Taken') return null;
  if (correction.state === 'Checking') {
    return (
      <div className="border-line border-b p-4">
        <Notice tone="info" role="status" title={t('checking')}>
          {t('checkingHint')}
        </Notice>
      </div>
    );
  }
  return (
    <div className="space-y-2 border-line border-b p-4">
      <p className="font-medium text-[13px]">
        {t('notTaken')} <span className="ml-1 font-normal text-muted">{t('kept')}</span>
      </p>
      <p className="break-words font-mono text-xs">{wantedWords(correction.wanted)}</p>
      {correction.reason === null ? null : <ReasonPanel reason={correction.reason} tone="warn" />}
    </div>
  );
}
