'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Textarea } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { showToast } from '@/components/ui/toast';
import type { Version } from '@/services/versions/schemas';
import { updateVersion, versionQuery } from './queries';

const reasonLeast = 8;

/** What a quarantined file names beyond the allow-list, and the way to let it be loaded: with a reason, by a member with the right. */
export function Approval({ version }: { version: Version }) {
  const t = useTranslations('versions.approval');
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const approve = useMutation({
    mutationFn: () => updateVersion(version.model, version.version, { approval: { reason: reason.trim() }, revision: version.revision }),
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(version.model, version.version).queryKey, saved);
      showToast(t('done'));
    },
  });
  if (version.state !== 'Quarantined') return null;
  return (
    <Section title={t('title')} description={t('hint')}>
      <ul aria-label={t('names')} className="mb-3 max-h-60 space-y-1 overflow-auto">
        {version.findings.map(({ module, name }) => (
          <li key={`${module} ${name}`}>
            <code className="break-all text-xs">
              {module}.<span className="font-semibold">{name}</span>
            </code>
          </li>
        ))}
      </ul>
      <div className="max-w-xl space-y-3">
        <Field label={t('reason')} hint={t('reasonHint')}>
          <Textarea value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {approve.error === null ? null : <ErrorPanel error={approve.error} />}
        <Allowed action="models:Approve" refusal={reason.trim().length < reasonLeast ? t('reasonNeeded') : null}>
          <Button pending={approve.isPending} onClick={() => approve.mutate()}>
            {t('approve')}
          </Button>
        </Allowed>
      </div>
    </Section>
  );
}
