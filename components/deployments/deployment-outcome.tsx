'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { paths } from '@/components/paths';
import { ButtonLink } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ReasonPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import type { Deployment } from '@/services/deployments/schemas';
import { versionsOf } from './versions-of';

/** How a deployment ended, in a sentence, with what can be done now; while it goes on, that one may leave. */
export function DeploymentOutcome({ deployment, next, again }: { deployment: Deployment; next?: ReactNode; again?: ReactNode }) {
  const t = useTranslations('deployments');
  switch (deployment.state) {
    case 'InProgress':
      return <p className="text-[13px] text-muted">{t('leave')}</p>;
    case 'Succeeded':
      return (
        <Notice
          tone="ok"
          role="status"
          title={t('succeeded', { endpoint: deployment.endpoint, versions: versionsOf(deployment.variants) })}
          actions={next ?? <TryIt endpoint={deployment.endpoint} />}
        />
      );
    case 'Failed':
      return <Failure deployment={deployment} again={again} />;
    case 'Cancelled':
      return <Notice tone="info" role="status" title={t('cancelled')} actions={again} />;
    case 'RolledBack':
      return deployment.reason === null ? <Notice tone="warn" title={t('rolledBack')} /> : <Failure deployment={deployment} again={again} />;
    case 'Superseded':
      return <Notice tone="info" title={t('superseded')} />;
  }
}

function TryIt({ endpoint }: { endpoint: string }) {
  const t = useTranslations('deployments');
  return (
    <ButtonLink href={paths.playground(endpoint)} size="small">
      {t('try')}
    </ButtonLink>
  );
}

function Failure({ deployment, again }: { deployment: Deployment; again: ReactNode }) {
  const t = useTranslations('deployments');
  const actions = (
    <>
      {again ?? (
        <ButtonLink href={paths.newDeploy({ endpoint: deployment.endpoint })} size="small">
          {t('again')}
        </ButtonLink>
      )}
      <CopyButton text={diagnosisOf(deployment)}>{t('copyDiagnosis')}</CopyButton>
    </>
  );
  if (deployment.reason !== null) return <ReasonPanel reason={deployment.reason} actions={actions} />;
  return <Notice tone="bad" role="alert" title={t('failed')} actions={actions} />;
}

/** Everything a colleague needs to help: what failed, why, and the last lines. */
export function diagnosisOf(deployment: Deployment): string {
  const { reason } = deployment;
  const lines = [
    `Deployment ${deployment.number} (${deployment.id}) of ${deployment.endpoint}: ${deployment.state}`,
    `Versions: ${versionsOf(deployment.variants)}`,
    ...(reason === null ? [] : [`${reason.code}: ${reason.message}`, reason.fix, reason.evidence]),
    ...deployment.phases.map((phase) => `${phase.state.padEnd(8)}${phase.name}${phase.detail === '' ? '' : `: ${phase.detail}`}`),
    ...deployment.log.slice(-20).map((line) => `${line.at} ${line.level} ${line.phase}: ${line.message}`),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
