'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, GitCompareArrows, Rocket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { EndpointLinks } from '@/components/models/endpoint-links';
import { frameworkName } from '@/components/models/framework-name';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { ErrorPanel, ReasonPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Version } from '@/services/versions/schemas';
import { Approval } from './approval';
import { CheckList } from './check-list';
import { EvaluationCard } from './evaluation-card';
import { FilesTable } from './files-table';
import { MetricList } from './metric-list';
import { trainerMetrics } from './metrics-of';
import { ParityCard } from './parity-card';
import { downloadAddress, versionQuery } from './queries';
import { readableJson, sampleOf } from './sample';
import { SignatureSection } from './signature-section';
import { StageSelect } from './stage-select';
import { VersionDeployments } from './version-deployments';

/** One version: what was found in it, whether it loads and answers, its files, where it serves. */
export function VersionPage({ model, version }: { model: string; version: number }) {
  const t = useTranslations('versions');
  const models = useTranslations('models');
  const query = useQuery(versionQuery(model, version));
  useLiveTopic(`models/${model}/versions/${version}`);
  const data = query.data;
  return (
    <Page
      title={`${model} ${t('number', { version })}`}
      crumbs={[
        { label: models('title'), href: paths.models() },
        { label: model, href: paths.model(model) },
      ]}
      badge={data === undefined ? null : <StateBadge state={data.state} />}
      actions={data === undefined ? null : <Actions version={data} />}
    >
      {query.error === null ? null : <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {data === undefined ? query.error === null ? <SkeletonLines label={t('checks')} lines={8} /> : null : <Content version={data} />}
    </Page>
  );
}

function Actions({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const refusal = version.stage === 'Archived' ? t('archivedRefusal') : version.state === 'Ready' ? null : t('notReadyRefusal');
  return (
    <>
      {version.version === 1 ? null : (
        <ButtonLink href={paths.compareVersions(version.model, version.version)} icon={<GitCompareArrows aria-hidden className="size-4" />}>
          {t('compare.open')}
        </ButtonLink>
      )}
      <Allowed action="models:Download" refusal={version.files.length === 0 ? t('notReadyRefusal') : null}>
        <ButtonLink href={downloadAddress(version.model, version.version)} prefetch={false} download icon={<Download aria-hidden className="size-4" />}>
          {t('download')}
        </ButtonLink>
      </Allowed>
      <Allowed action="endpoints:Deploy" refusal={refusal}>
        <ButtonLink href={paths.newDeploy({ model: version.model, version: version.version })} tone="primary" icon={<Rocket aria-hidden className="size-4" />}>
          {t('deploy')}
        </ButtonLink>
      </Allowed>
    </>
  );
}

function Content({ version }: { version: Version }) {
  const t = useTranslations('versions');
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0 space-y-4">
        {version.reason === null ? null : <ReasonPanel reason={version.reason} tone={version.state === 'Quarantined' ? 'warn' : 'bad'} />}
        <Approval version={version} />
        <Section flush title={t('checks')} description={t('checksHint')}>
          <CheckList checks={version.checks} />
        </Section>
        <SignatureSection version={version} />
        <ParityCard version={version} />
        <EvaluationCard version={version} />
        <VersionDeployments version={version} />
        {version.files.length === 0 ? null : (
          <Section flush title={t('files')}>
            <FilesTable files={version.files} />
          </Section>
        )}
        <Sample sample={version.sample} />
      </div>
      <div className="min-w-0 space-y-4">
        <Section title={t('about')}>
          <Facts version={version} />
        </Section>
        <TrainerMetrics version={version} />
      </div>
    </div>
  );
}

function Facts({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const format = useFormat();
  return (
    <DefinitionList
      items={[
        { term: t('stage'), value: <StageSelect version={version} /> },
        { term: t('framework'), value: frameworkName(version.framework, version.frameworkVersion) },
        { term: t('format'), value: version.format },
        ...(version.toolchain === null ? [] : [{ term: t('toolchain'), value: version.toolchain }]),
        { term: t('loadTime'), value: version.loadMs === null ? null : format.ms(version.loadMs) },
        { term: t('peakMemory'), value: version.peakMemoryBytes === null ? null : format.bytes(version.peakMemoryBytes) },
        { term: t('usedBy'), value: version.usedBy.length === 0 ? t('unused') : <EndpointLinks names={version.usedBy} /> },
        { term: t('owner'), value: version.createdBy },
        { term: t('created'), value: <Time at={version.createdAt} /> },
        { term: t('id'), value: <CopyableId id={version.id} shorten={16} /> },
        ...(version.notes === '' ? [] : [{ term: t('notes'), value: <span className="whitespace-pre-wrap">{version.notes}</span> }]),
      ]}
    />
  );
}

/** What was measured where it was trained, as the trainer gave it. */
function TrainerMetrics({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const metrics = trainerMetrics(version);
  if (Object.keys(metrics).length === 0) return null;
  return (
    <Section title={t('trainer.title')} description={t('trainer.hint')}>
      <MetricList metrics={metrics} />
    </Section>
  );
}

function Sample({ sample }: { sample: unknown }) {
  const t = useTranslations('versions');
  const known = sampleOf(sample);
  if (known === null) return null;
  return (
    <Section title={t('sample')} description={t('sampleHint')}>
      <div className={known.response === null ? 'grid grid-cols-1' : 'grid grid-cols-1 gap-3 md:grid-cols-2'}>
        <CodeBlock label={t('sampleRequest')} wrap code={readableJson(known.request)} className="max-h-72 overflow-auto" />
        {known.response === null ? null : <CodeBlock label={t('sampleResponse')} wrap code={readableJson(known.response)} className="max-h-72 overflow-auto" />}
      </div>
    </Section>
  );
}
