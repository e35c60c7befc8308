'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { useMe } from '@/components/sessions/use-me';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { showToast } from '@/components/ui/toast';
import { changePassword } from './queries';

const empty = { currentPassword: '', newPassword: '', repeated: '' };

export function PasswordForm() {
  const t = useTranslations('settings.profile');
  const client = useQueryClient();
  const me = useMe();
  const [draft, setDraft] = useState(empty);
  const [problem, setProblem] = useState<'mismatch' | 'tooShort' | null>(null);
  const save = useMutation({
    mutationFn: () => changePassword({ currentPassword: draft.currentPassword, newPassword: draft.newPassword }),
    onSuccess: async () => {
      setDraft(empty);
      showToast(t('saved'));
      await client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = draft.newPassword.length < 8 ? 'tooShort' : draft.newPassword !== draft.repeated ? 'mismatch' : null;
    setProblem(found);
    if (found === null) save.mutate();
  };
  const field = (name: keyof typeof empty) => ({
    type: 'password',
    required: true,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  return (
    <Section title={t('password')} description={t('passwordText')}>
      <form onSubmit={submit} className="max-w-sm space-y-4">
        <input type="hidden" name="username" autoComplete="username" value={me?.email ?? ''} readOnly />
        <Field label={t('currentPassword')} error={fieldError(save.error, 'currentPassword')}>
          <Input autoComplete="current-password" {...field('currentPassword')} />
        </Field>
        <Field label={t('newPassword')} error={problem === 'tooShort' ? t('tooShort') : fieldError(save.error, 'newPassword')}>
          <Input autoComplete="new-password" {...field('newPassword')} />
        </Field>
        <Field label={t('repeatPassword')} error={problem === 'mismatch' ? t('mismatch') : null}>
          <Input autoComplete="new-password" {...field('repeated')} />
        </Field>
        {save.error === null ? null : <ErrorPanel error={save.error} />}
        <Button type="submit" pending={save.isPending}>
          {t('save')}
        </Button>
      </form>
    </Section>
  );
}
