'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { deploymentQuery } from '@/components/deployments/queries';
import { useDraft } from '@/components/drafts/use-draft';
import { Page } from '@/components/layout/page';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { SkeletonLines } from '@/components/ui/skeleton';
import { versionQuery } from '@/components/versions/queries';
import type { Draft } from '@/services/drafts/schemas';
import { AutoDeploy } from './auto-deploy';
import { ComputeStep } from './compute-step';
import { CostRail } from './cost-rail';
import { DeployStep } from './deploy-step';
import { InspectStep } from './inspect-step';
import { PredictStep } from './predict-step';
import { ReleaseStep } from './release-step';
import { ReviewStep } from './review-step';
import { SourceStep } from './source-step';
import type { StepProps } from './step-props';
import { Stepper } from './stepper';
import { canEnter, type Progress, resumeAt, type StepName, stepNames, stepsOf } from './steps';
import { UploadStep } from './upload-step';
import { useUploadsReady } from './use-uploads-ready';
import { VersionStep } from './version-step';

/** From files to the first prediction. The step stands in the address; what was decided is kept on the server. */
export function Wizard({ draft }: { draft: Draft }) {
  const t = useTranslations('deploy');
  const { data, update, merged, error } = useDraft(draft);
  const [wanted, setWanted] = useQueryState('step', parseAsStringLiteral(stepNames).withOptions({ history: 'push', scroll: true }));
  const uploaded = useUploadsReady(data.uploads);
  const version = useQuery({ ...versionQuery(data.model, data.version ?? 0), enabled: data.version !== null });
  const deployment = useQuery({ ...deploymentQuery(data.deployment?.id ?? ''), enabled: data.deployment !== null });
  const progress: Progress = { uploaded, versionReady: version.data?.state === 'Ready', deployed: deployment.data?.state === 'Succeeded' };
  // what is not yet known would throw one back a step, so the step waits for it
  const known =
    (data.version === null || version.data !== undefined || version.error !== null) &&
    (data.deployment === null || deployment.data !== undefined || deployment.error !== null);
  const step = wanted !== null && canEnter(wanted, data, progress) ? wanted : resumeAt(data, progress);
  const props: StepProps = { draftId: draft.id, data, update, go: (next) => void setWanted(next), version: version.data ?? null };
  const wide = step === 'predict';
  return (
    <Page title={data.model === '' ? t('title') : t('titleOf', { model: data.model })} description={t('lead')}>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void update({})} />}
      {merged ? <Notice tone="warn" role="status" title={t('merged')} /> : null}
      {version.error === null ? null : <ErrorPanel error={version.error} onRetry={() => void version.refetch()} />}
      <div
        className={
          wide
            ? 'grid grid-cols-1 items-start gap-6 lg:grid-cols-[11rem_minmax(0,1fr)]'
            : 'grid grid-cols-1 items-start gap-6 lg:grid-cols-[11rem_minmax(0,1fr)] xl:grid-cols-[11rem_minmax(0,1fr)_17rem]'
        }
      >
        <Stepper draftId={draft.id} steps={stepsOf(data)} current={step} canEnter={(one) => canEnter(one, data, progress)} />
        <div className="min-w-0 space-y-4">
          {data.auto && data.deployment === null ? <AutoDeploy {...props} /> : null}
          {known ? <Step key={step} step={step} props={props} uploaded={uploaded} /> : <SkeletonLines label={t('title')} lines={8} />}
        </div>
        {wide ? null : (
          <aside aria-label={t('cost')} className="lg:col-start-2 xl:col-start-3">
            <CostRail data={data} />
          </aside>
        )}
      </div>
    </Page>
  );
}

function Step({ step, props, uploaded }: { step: StepName; props: StepProps; uploaded: boolean }) {
  switch (step) {
    case 'source':
      return <SourceStep {...props} />;
    case 'upload':
      return <UploadStep {...props} uploaded={uploaded} />;
    case 'inspect':
      return <InspectStep {...props} />;
    case 'version':
      return <VersionStep {...props} />;
    case 'compute':
      return <ComputeStep {...props} />;
    case 'release':
      return <ReleaseStep {...props} />;
    case 'review':
      return <ReviewStep {...props} />;
    case 'deploy':
      return <DeployStep {...props} />;
    case 'predict':
      return <PredictStep {...props} />;
  }
}
