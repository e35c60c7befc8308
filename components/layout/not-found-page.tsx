'use client';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { ButtonLink } from '@/components/ui/button';

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  const t = useTranslations('ui');
  return (
    <div className="mx-auto max-w-xl space-y-3 px-4 py-16">
      <title>{`${t('notFoundTitle')} · AI Mass`}</title>
      <h1 className="text-xl">{t('notFoundTitle')}</h1>
      <p className="text-[13px] text-muted">{t('notFoundText')}</p>
      <ButtonLink href={paths.overview()} tone="primary">
        {t('toOverview')}
      </ButtonLink>
    </div>
  );
}
