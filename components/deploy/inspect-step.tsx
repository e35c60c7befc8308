'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorPanel, ReasonPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Approval } from '@/components/versions/approval';
import { CheckList } from '@/components/versions/check-list';
import { versionQuery } from '@/components/versions/queries';
import { registerVersion } from './register';
import { ShapesForm } from './shapes-form';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** Registers the files and shows their checks as they happen. */
export function InspectStep({ draftId, data, update, go, version }: StepProps) {
  const t = useTranslations('deploy');
  const versions = useTranslations('versions');
  const client = useQueryClient();
  const asked = useRef(false);
  const register = useMutation({
    mutationFn: () => registerVersion(draftId, data),
    onSuccess: async (made) => {
      client.setQueryData(versionQuery(made.model, made.version).queryKey, made);
      await update({ version: made.version });
    },
  });
  useLiveTopic(data.version === null ? '' : `models/${data.model}/versions/${data.version}`);
  useEffect(() => {
    if (data.version !== null || asked.current) return;
    asked.current = true;
    register.mutate();
  }, [data.version, register]);
  const back = (): void => go(data.source === 'files' ? 'upload' : 'source');
  const again = (): void => {
    asked.current = false;
    void update({ version: null, attempt: data.attempt + 1 });
  };
  const hasEnded = version?.state === 'Failed' || version?.state === 'Quarantined';
  const withShapes = (shapes: Record<string, number[]>): void => {
    asked.current = false;
    void update({ version: null, attempt: data.attempt + 1, shapes: { ...data.shapes, ...shapes } });
  };
  return (
    <StepFrame
      title={t('step.inspect')}
      description={versions('checksHint')}
      onBack={back}
      onNext={hasEnded ? undefined : () => go('version')}
      blocked={version?.state === 'Ready' || hasEnded ? null : t('needChecks')}
    >
      {register.error === null ? null : <ErrorPanel error={register.error} onRetry={() => register.mutate()} />}
      {version === null ? (
        register.error === null ? (
          <SkeletonLines label={versions('checks')} lines={5} />
        ) : null
      ) : (
        <>
          {hasEnded ? <Failure onBack={() => go('source')} onAgain={data.source === 'files' ? undefined : again} reason={version.reason} /> : null}
          {version.reason?.code === 'MODEL_SHAPE_NEEDED' ? <ShapesForm input={inputOf(version.reason.message)} onShapes={withShapes} /> : null}
          <Approval version={version} />
          {version.state === 'Ready' ? (
            <Notice
              tone="ok"
              role="status"
              title={t('checksPassed', { name: version.model, version: version.version })}
              actions={
                <ButtonLink size="small" href={paths.version(version.model, version.version)}>
                  {t('openVersion')}
                </ButtonLink>
              }
            />
          ) : null}
          <Section flush>
            <CheckList checks={version.checks} />
          </Section>
        </>
      )}
    </StepFrame>
  );
}

/** The input that the reason names. */
function inputOf(message: string): string {
  return / input (\S+) has\.$/.exec(message)?.[1] ?? 'data';
}

function Failure({ reason, onBack, onAgain }: { reason: NonNullable<StepProps['version']>['reason']; onBack: () => void; onAgain: (() => void) | undefined }) {
  const t = useTranslations('deploy');
  const actions = (
    <>
      <Button size="small" onClick={onBack}>
        {t('chooseOther')}
      </Button>
      {onAgain === undefined ? null : (
        <Button size="small" onClick={onAgain}>
          {t('checkAgain')}
        </Button>
      )}
    </>
  );
  // the evidence stands at the step that failed
  return reason === null ? (
    <Notice tone="bad" role="alert" title={t('checksFailed')} actions={actions} />
  ) : (
    <ReasonPanel reason={{ ...reason, evidence: '' }} actions={actions} />
  );
}
