'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useRef, useState } from 'react';
import { ApiError } from '@/client/http';
import { Field } from '@/components/forms/field';
import { paths } from '@/components/paths';
import { setupQuery } from '@/components/setup/queries';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { meQuery } from './queries';
import { type SignInOutcome, safeNext, signInHere } from './sign-in';

/** E-mail and password; goes on to where one wanted to be, else to the landing page of one's role. */
export function SignInPage() {
  const t = useTranslations('sessions');
  const router = useRouter();
  const client = useQueryClient();
  const next = safeNext(useSearchParams().get('next'));
  const setup = useQuery({ ...setupQuery(), retry: false, refetchInterval: (query) => (isDatabaseAway(query.state.error) ? 3_000 : false) });
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const [missing, setMissing] = useState({ email: false, password: false });
  const [pending, setPending] = useState(false);
  const databaseAway = isDatabaseAway(setup.error);
  const passwordRef = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email') ?? '').trim();
    const password = String(form.get('password') ?? '');
    setMissing({ email: email === '', password: password === '' });
    if (email === '' || password === '') return;
    setPending(true);
    const result = await signInHere(email, password);
    if (result === 'databaseAway') {
      const { error } = await setup.refetch(); // it also knows when that is over
      setOutcome(isDatabaseAway(error) ? null : 'unreachable');
    } else setOutcome(result);
    if (result !== 'ok') {
      setPending(false);
      passwordRef.current?.select();
      return;
    }
    client.clear();
    const me = await client.fetchQuery(meQuery()).catch(() => null);
    router.replace(next ?? me?.landingPage ?? paths.overview());
  };
  return (
    <div className="w-full max-w-sm">
      <title>{`${t('title')} · AI Mass`}</title>
      <h1 className="text-xl">{t('title')}</h1>
      <p className="mt-1 mb-5 text-[13px] text-muted">{t('lead')}</p>
      <form method="post" noValidate onSubmit={(event) => void submit(event)} className="space-y-4 rounded-lg border border-line bg-surface p-5">
        {outcome === 'refused' ? (
          <Notice tone="bad" role="alert" title={t('refused')}>
            {t('refusedFix')}
          </Notice>
        ) : null}
        {databaseAway ? (
          <Notice tone="bad" role="alert" title={t('databaseAway')}>
            {t('databaseAwayHint')}
          </Notice>
        ) : null}
        {outcome === 'unreachable' ? <Notice tone="bad" role="alert" title={t('unreachable')} /> : null}
        <Field label={t('email')} error={missing.email ? t('emailMissing') : null}>
          <Input name="email" type="email" autoComplete="username" autoFocus spellCheck={false} />
        </Field>
        <Field label={t('password')} error={missing.password ? t('passwordMissing') : null}>
          <Input ref={passwordRef} name="password" type="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" tone="primary" size="large" pending={pending} className="w-full">
          {t('submit')}
        </Button>
      </form>
      {setup.data?.done === false ? (
        <p className="mt-4 text-center text-[13px]">
          <Link href={paths.setup()} className="text-accent-text underline">
            {t('toSetup')}
          </Link>
        </p>
      ) : null}
    </div>
  );
}

function isDatabaseAway(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'DATABASE_UNREACHABLE';
}
