'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { api } from '@/components/api';
import { Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { paths } from '@/components/paths';
import { signInHere } from '@/components/sessions/sign-in';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { SkeletonLines } from '@/components/ui/skeleton';
import { SetupInput } from '@/services/setup/schemas';
import { setupQuery } from './queries';
import { SetupChecks } from './setup-checks';

/** Makes the first administrator of an empty installation, and shows whether its storage and fleet work. */
export function SetupPage() {
  const t = useTranslations('setup');
  const setup = useQuery(setupQuery());
  if (setup.data === undefined) {
    return (
      <div className="w-full max-w-md">
        {setup.error === null ? <SkeletonLines label={t('loading')} lines={6} /> : <ErrorPanel error={setup.error} onRetry={() => void setup.refetch()} />}
      </div>
    );
  }
  if (setup.data.done) {
    return (
      <div className="w-full max-w-md space-y-4">
        <h1 className="text-xl">{t('title')}</h1>
        <Notice
          tone="ok"
          title={t('done')}
          actions={
            <ButtonLink href={paths.signIn()} tone="primary">
              {t('toSignIn')}
            </ButtonLink>
          }
        />
      </div>
    );
  }
  return (
    <div className="w-full max-w-md">
      <title>{`${t('title')} · AI Mass`}</title>
      <h1 className="text-xl">{t('title')}</h1>
      <p className="mt-1 mb-5 text-[13px] text-muted">{t('lead')}</p>
      <SetupForm codeNeeded={setup.data.codeNeeded} />
      <SetupChecks state={setup.data} checking={setup.isFetching} onCheck={() => void setup.refetch()} />
    </div>
  );
}

function SetupForm({ codeNeeded }: { codeNeeded: boolean }) {
  const t = useTranslations('setup');
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm({
    resolver: zodResolver(SetupInput),
    mode: 'onTouched',
    defaultValues: { organization: '', name: '', email: '', password: '', code: '' },
  });
  const { errors } = form.formState;
  const create = useMutation({
    mutationFn: async (input: SetupInput) => {
      await api.post('/setup', { ...input, code: input.code === '' ? undefined : input.code });
      const outcome = await signInHere(input.email, input.password);
      client.clear();
      router.replace(outcome === 'ok' ? paths.overview() : paths.signIn());
    },
  });
  const error = (name: keyof SetupInput): string | null => (errors[name] === undefined ? fieldError(create.error, name) : t(`errors.${name}`));
  return (
    <form
      noValidate
      onSubmit={(event) => void form.handleSubmit((input) => create.mutate(input))(event)}
      className="space-y-4 rounded-lg border border-line bg-surface p-5"
    >
      {create.error === null ? null : <ErrorPanel error={create.error} />}
      <Field label={t('organization')} hint={t('organizationHint')} error={error('organization')}>
        <Input {...form.register('organization')} autoComplete="organization" autoFocus />
      </Field>
      <Field label={t('name')} error={error('name')}>
        <Input {...form.register('name')} autoComplete="name" />
      </Field>
      <Field label={t('email')} error={error('email')}>
        <Input {...form.register('email')} type="email" autoComplete="username" spellCheck={false} />
      </Field>
      <Field label={t('password')} hint={t('passwordHint')} error={error('password')}>
        <Input {...form.register('password')} type="password" autoComplete="new-password" />
      </Field>
      {codeNeeded ? (
        <Field label={t('code')} hint={t('codeHint')} error={error('code')}>
          <Input {...form.register('code')} autoComplete="one-time-code" spellCheck={false} />
        </Field>
      ) : null}
      <Button type="submit" tone="primary" size="large" pending={create.isPending} className="w-full">
        {t('submit')}
      </Button>
    </form>
  );
}
