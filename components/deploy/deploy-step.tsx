'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { DeploymentProgress } from '@/components/deployments/deployment-progress';
import { deploymentQuery } from '@/components/deployments/queries';
import { paths } from '@/components/paths';
import { Button, ButtonLink } from '@/components/ui/button';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** The deployment as it happens; one can leave and come back. */
export function DeployStep({ data, update, go }: StepProps) {
  const t = useTranslations('deploy');
  const router = useRouter();
  const id = data.deployment?.id ?? '';
  const endpoint = data.deployment?.endpoint ?? '';
  const deployment = useQuery({ ...deploymentQuery(id), enabled: id !== '' });
  const succeeded = deployment.data?.state === 'Succeeded';
  useEffect(() => {
    if (data.auto && succeeded) router.replace(paths.playground(endpoint));
  }, [data.auto, succeeded, router, endpoint]);
  const again = (): void => {
    void update({ deployment: null, auto: false }); // a failed save shows above the steps
    go('compute');
  };
  return (
    <StepFrame title={t('deployingTitle', { endpoint })}>
      <DeploymentProgress
        id={id}
        next={
          <>
            <Button size="small" tone="primary" onClick={() => go('predict')}>
              {t('firstPrediction')}
            </Button>
            <ButtonLink size="small" href={paths.endpoint(endpoint)}>
              {t('openEndpoint')}
            </ButtonLink>
          </>
        }
        again={
          <Button size="small" onClick={again}>
            {t('changeAndRetry')}
          </Button>
        }
      />
    </StepFrame>
  );
}
