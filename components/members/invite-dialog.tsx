'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input, Select } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { type Role, roles } from '@/core/policy/actions';
import { makePassword } from './password';
import { createMember } from './queries';

/** Adds someone with a first password that is handed over in person. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('members');
  const client = useQueryClient();
  const formId = useId();
  const [draft, setDraft] = useState<{ name: string; email: string; role: Role; password: string }>({ name: '', email: '', role: 'engineer', password: '' });
  const create = useMutation({
    mutationFn: () => createMember(draft),
    onSuccess: async (member) => {
      showToast(t('dialog.done', { name: member.name }));
      await client.invalidateQueries({ queryKey: ['members'] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  const change = (changes: Partial<typeof draft>): void => setDraft({ ...draft, ...changes });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('dialog.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} pending={create.isPending}>
            {t('dialog.confirm')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <Field label={t('dialog.name')} error={fieldError(create.error, 'name')}>
          <Input required maxLength={100} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <Field label={t('dialog.email')} error={fieldError(create.error, 'email')}>
          <Input type="email" required maxLength={254} value={draft.email} onChange={(event) => change({ email: event.target.value })} />
        </Field>
        <Field label={t('dialog.role')} hint={t(`roleText.${draft.role}`)}>
          <Select value={draft.role} onChange={(event) => change({ role: event.target.value as Role })}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('dialog.password')} hint={t('dialog.passwordHint')} error={fieldError(create.error, 'password')}>
          <Input
            required
            minLength={8}
            maxLength={256}
            spellCheck={false}
            value={draft.password}
            onChange={(event) => change({ password: event.target.value })}
            className="font-mono text-xs"
          />
        </Field>
        <div className="flex gap-2">
          <Button size="small" onClick={() => change({ password: makePassword() })}>
            {t('dialog.generate')}
          </Button>
          {draft.password === '' ? null : <CopyButton text={draft.password} label={t('dialog.password')} />}
        </div>
        {create.error === null ? null : <ErrorPanel error={create.error} />}
      </form>
    </Dialog>
  );
}
