'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { useLiveTopic } from '@/components/live/live-provider';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Progress } from '@/components/ui/progress';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import type { Deployment } from '@/services/deployments/schemas';
import { DeploymentLog } from './deployment-log';
import { DeploymentOutcome } from './deployment-outcome';
import { currentPhase, deploymentElapsedMs, progressPercent } from './elapsed';
import { PhaseList } from './phase-list';
import { cancelDeployment, deploymentQuery } from './queries';
import { useNow } from './use-now';

interface DeploymentProgressProps {
  id: string;
  /** Buttons shown once it has succeeded, such as the way to the first prediction. */
  next?: ReactNode;
  /** Buttons shown once it has failed; the way to deploy again unless given. */
  again?: ReactNode;
}

/** A deployment as it happens: phases with their times, live log, cancel, and why it failed with what to do. One can leave and come back. */
export function DeploymentProgress({ id, next, again }: DeploymentProgressProps) {
  const t = useTranslations('deployments');
  const deployment = useQuery(deploymentQuery(id));
  useLiveTopic(`deployments/${id}`);
  const now = useNow(deployment.data?.state === 'InProgress');
  if (deployment.data === undefined) {
    if (deployment.error !== null) return <ErrorPanel error={deployment.error} onRetry={() => void deployment.refetch()} />;
    return <SkeletonLines label={t('phases')} lines={8} />;
  }
  const { data } = deployment;
  return (
    <div className="space-y-4">
      <DeploymentOutcome deployment={data} next={next} again={again} />
      <Section flush>
        <ProgressHead deployment={data} now={now} />
        <PhaseList phases={data.phases} now={now} />
      </Section>
      <DeploymentLog lines={data.log} />
      <PhaseAnnouncer deployment={data} />
    </div>
  );
}

function ProgressHead({ deployment, now }: { deployment: Deployment; now: number }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  const done = deployment.phases.filter((phase) => phase.state === 'Done' || phase.state === 'Skipped').length;
  const tone = deployment.state === 'Failed' ? 'bad' : deployment.state === 'Succeeded' ? 'ok' : 'accent';
  return (
    <header className="space-y-2.5 border-line border-b px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StateBadge state={deployment.state} />
        <span className="text-[13px] text-muted">{t('progress', { done, all: deployment.phases.length })}</span>
        <span className="tabular text-[13px] text-muted">{t('whole', { time: format.duration(deploymentElapsedMs(deployment, now)) })}</span>
        <span className="ml-auto">{deployment.state === 'InProgress' ? <CancelButton deployment={deployment} /> : null}</span>
      </div>
      <Progress value={progressPercent(deployment.phases) / 100} label={t('phases')} tone={tone} />
    </header>
  );
}

function CancelButton({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const cancel = async (): Promise<void> => {
    await cancelDeployment(deployment.id);
    setAsked(true);
    await client.invalidateQueries({ queryKey: ['deployments'] });
  };
  if (asked) return <span className="text-[13px] text-muted">{t('cancelRequested')}</span>;
  return (
    <>
      <Allowed action="endpoints:Deploy">
        <Button size="small" onClick={() => setOpen(true)}>
          {t('cancel')}
        </Button>
      </Allowed>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('cancelDialog.title', { number: deployment.number })}
        confirm={t('cancelDialog.confirm')}
        onConfirm={cancel}
        danger
      >
        {t('cancelDialog.text')}
      </ConfirmDialog>
    </>
  );
}

/** Tells screen readers which phase is under way, and nothing of every log line. */
function PhaseAnnouncer({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const states = useTranslations('states');
  const phase = currentPhase(deployment.phases);
  const words = phase === null ? states(deployment.state) : t('announce', { phase: t(`phase.${phase.name}`), state: t(`phaseState.${phase.state}`) });
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
