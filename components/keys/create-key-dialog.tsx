'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Field } from '@/components/forms/field';
import { useMe } from '@/components/sessions/use-me';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input, Select } from '@/components/ui/input';
import { EndpointChoice } from './endpoint-choice';
import { type Expiry, expiries, type KeyDraft, type KeyProblems, keyInputOf, newKeyDraft, problemsOf, type Scope, scopes } from './key-draft';
import { type CreatedKey, createKey } from './queries';

const scopeWords = { invoke: 'scopeInvoke', read: 'scopeRead', deploy: 'scopeDeploy', all: 'scopeAll' } as const;
const expiryWords = { never: 'expiryNever', 30: 'expiry30', 90: 'expiry90', 365: 'expiry365' } as const;

interface CreateKeyDialogProps {
  endpoint: string | undefined;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
}

export function CreateKeyDialog({ endpoint, onClose, onCreated }: CreateKeyDialogProps) {
  const t = useTranslations('keys.dialog');
  const client = useQueryClient();
  const me = useMe();
  const formId = useId();
  const [draft, setDraft] = useState<KeyDraft>(() => newKeyDraft(endpoint));
  const [problems, setProblems] = useState<KeyProblems>({});
  const create = useMutation({
    mutationFn: () => createKey(keyInputOf(draft, me?.actions ?? [], Date.now())),
    onSuccess: async (key) => {
      await client.invalidateQueries({ queryKey: ['keys'] });
      onCreated(key);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = problemsOf(draft);
    setProblems(found);
    if (Object.keys(found).length === 0) create.mutate();
  };
  const change = (changes: Partial<KeyDraft>): void => {
    const next = { ...draft, ...changes };
    setDraft(next);
    if (Object.keys(problems).length > 0) setProblems(problemsOf(next));
  };
  const words = (field: keyof KeyProblems): string | null => (problems[field] === undefined ? null : t(problems[field]));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="medium"
      title={t('title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} pending={create.isPending}>
            {t('confirm')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="space-y-4">
        <Field label={t('name')} hint={t('nameHint')} error={words('name')}>
          <Input value={draft.name} maxLength={100} onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('scope')}>
            <Select value={draft.scope} onChange={(event) => change({ scope: event.target.value as Scope })}>
              {scopes.map((scope) => (
                <option key={scope} value={scope}>
                  {t(scopeWords[scope])}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('expiry')}>
            <Select value={draft.expiry} onChange={(event) => change({ expiry: event.target.value as Expiry })}>
              {expiries.map((expiry) => (
                <option key={expiry} value={expiry}>
                  {t(expiryWords[expiry])}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('rate')} hint={t('rateHint')} error={words('requestsPerSecond')}>
            <Input inputMode="numeric" value={draft.requestsPerSecond} onChange={(event) => change({ requestsPerSecond: event.target.value })} />
          </Field>
          <Field label={t('concurrency')} hint={t('rateHint')} error={words('concurrency')}>
            <Input inputMode="numeric" value={draft.concurrency} onChange={(event) => change({ concurrency: event.target.value })} />
          </Field>
        </div>
        <EndpointChoice chosen={draft.endpoints} onChange={(endpoints) => change({ endpoints })} error={words('endpoints')} />
        {create.error === null ? null : <ErrorPanel error={create.error} />}
      </form>
    </Dialog>
  );
}
