'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
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
  const actions = editing ? undefined : (
    <Allowed action="models:Update" refusal={refusal}>
      <Button size="small" onClick={() => setEditing(true)}>
        {t('correct.open')}
      </Button>
    </Allowed>
  );
  return (
    <Section flush title={t('signature')} actions={actions}>
      <SignatureTable signature={version.signature} />
      {editing ? <SignatureForm version={version} signature={version.signature} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}
