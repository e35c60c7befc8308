'use client';
import { useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { nameTakenQuery } from '@/components/deploy/queries';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';

const sample = 'iris';

/** One click: registers the sample, deploys it, ends in the playground. Once it is there, the way to it. */
export function SampleButton({ primary = true }: { primary?: boolean }) {
  const t = useTranslations('overview');
  const taken = useQuery(nameTakenQuery(sample));
  const look = { tone: primary ? ('primary' as const) : ('plain' as const), icon: <Sparkles aria-hidden className="size-4" /> };
  if (taken.data === true) {
    return (
      <ButtonLink {...look} href={paths.playground(sample)}>
        {t('openSample')}
      </ButtonLink>
    );
  }
  return (
    <Allowed action="endpoints:Deploy">
      <ButtonLink {...look} prefetch={false} href={paths.newDeploy({ sample, auto: 1 })}>
        {t('trySample')}
      </ButtonLink>
    </Allowed>
  );
}
