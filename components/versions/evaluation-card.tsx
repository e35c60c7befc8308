'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel, ReasonPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import { uploadQuery } from '@/components/uploads/queries';
import type { Version } from '@/services/versions/schemas';
import { type ChosenSample, DataSampleFields } from './data-sample-fields';
import { MetricList } from './metric-list';
import { updateVersion, versionQuery } from './queries';

const nothing: ChosenSample = { upload: null, target: '' };

/** How the version answers rows that a person attached, and the way to attach some. */
export function EvaluationCard({ version }: { version: Version }) {
  const t = useTranslations('versions.evaluation');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ChosenSample | null>(null);
  const upload = useQuery({ ...uploadQuery(chosen?.upload?.id ?? ''), enabled: chosen?.upload != null });
  const save = useMutation({
    mutationFn: (dataSample: { uploadId: string; target?: string } | null) =>
      updateVersion(version.model, version.version, { dataSample, revision: version.revision }),
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(version.model, version.version).queryKey, saved);
      setChosen(null);
    },
  });
  if (version.state !== 'Ready' && version.dataSample === null) return null;
  const attach = (): void => {
    if (chosen?.upload == null) return;
    const target = chosen.target.trim();
    save.mutate({ uploadId: chosen.upload.id, ...(target === '' ? {} : { target }) });
  };
  const actions =
    version.state !== 'Ready' || chosen !== null ? undefined : (
      <>
        {version.dataSample === null ? null : (
          <Allowed action="models:Update">
            <Button size="small" tone="quiet" pending={save.isPending} onClick={() => save.mutate(null)}>
              {t('remove')}
            </Button>
          </Allowed>
        )}
        <Allowed action="models:Update">
          <Button size="small" onClick={() => setChosen(nothing)}>
            {version.dataSample === null ? t('attach') : t('replace')}
          </Button>
        </Allowed>
      </>
    );
  return (
    <Section title={t('title')} description={t('hint')} actions={actions}>
      <div className="space-y-3">
        {version.dataSample === null ? chosen === null ? <p className="text-[13px] text-muted">{t('none')}</p> : null : <Evaluated version={version} />}
        {chosen === null ? null : (
          <div className="space-y-3">
            <DataSampleFields value={chosen} onChange={setChosen} />
            <div className="flex gap-2">
              <Button size="small" tone="primary" pending={save.isPending} disabled={upload.data?.state !== 'Ready'} onClick={attach}>
                {t('evaluate')}
              </Button>
              <Button size="small" onClick={() => setChosen(null)}>
                {ui('cancel')}
              </Button>
            </div>
          </div>
        )}
        {save.error === null ? null : <ErrorPanel error={save.error} />}
      </div>
    </Section>
  );
}

function Evaluated({ version: { dataSample, evaluation, signature } }: { version: Version }) {
  const t = useTranslations('versions.evaluation');
  const format = useFormat();
  if (dataSample === null || evaluation === null) return null;
  const why = dataSample.target !== null && signature?.task !== 'classify' && signature?.task !== 'regress' ? t('noFigure') : t('noTargets');
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
        <StateBadge state={evaluation.state} />
        <span className="min-w-0 break-all font-medium">{dataSample.filename}</span>
        <span className="text-muted text-xs">
          {format.bytes(dataSample.sizeBytes)}
          {dataSample.target === null ? '' : ` · ${t('targetIs', { target: dataSample.target })}`}
        </span>
      </p>
      {evaluation.reason === null ? null : <ReasonPanel reason={evaluation.reason} tone="warn" />}
      {evaluation.state !== 'Done' ? null : (
        <>
          {Object.keys(evaluation.metrics).length === 0 ? <p className="text-[13px] text-muted">{why}</p> : <MetricList metrics={evaluation.metrics} />}
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
            <span>{t('rows', { rows: evaluation.rows ?? 0 })}</span>
            {evaluation.msPerRow === null ? null : <span>{t('perRow', { took: evaluation.msPerRow.toPrecision(2) })}</span>}
            <Time at={evaluation.at} />
          </p>
        </>
      )}
    </div>
  );
}
