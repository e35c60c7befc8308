'use client';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Button, ButtonLink } from '@/components/ui/button';
import { Evidence } from '@/components/ui/error-panel';

/** Shown instead of a page whose code failed. */
export function CrashPage({ error }: { error: Error & { digest?: string } }) {
  const t = useTranslations('ui');
  return (
    <div role="alert" className="mx-auto max-w-xl space-y-3 px-4 py-16">
      <h1 className="text-xl">{t('crashedTitle')}</h1>
      <p className="text-[13px] text-muted">{t('crashedText')}</p>
      <Evidence text={[error.message, error.digest].filter(Boolean).join('\n')} />
      <div className="flex gap-2">
        <Button tone="primary" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
        <ButtonLink href={paths.overview()}>{t('toOverview')}</ButtonLink>
      </div>
    </div>
  );
}
