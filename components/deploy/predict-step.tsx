'use client';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Playground } from '@/components/playground/playground';
import { ButtonLink } from '@/components/ui/button';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** The first prediction, with a sample ready. */
export function PredictStep({ data }: StepProps) {
  const t = useTranslations('deploy');
  const endpoint = data.deployment?.endpoint ?? '';
  return (
    <div className="space-y-4">
      <StepFrame title={t('step.predict')} description={t('predictLead')}>
        <div className="flex flex-wrap gap-2">
          <ButtonLink size="small" href={paths.endpoint(endpoint)}>
            {t('openEndpoint')}
          </ButtonLink>
          <ButtonLink size="small" href={paths.access('keys')}>
            {t('makeKey')}
          </ButtonLink>
        </div>
      </StepFrame>
      <Playground endpoint={endpoint} />
    </div>
  );
}
