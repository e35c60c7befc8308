'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Deployment } from '@/services/deployments/schemas';
import { BakeCard } from './bake-card';
import { DeploymentProgress } from './deployment-progress';
import { deploymentQuery } from './queries';

export function DeploymentPage({ endpoint, id }: { endpoint: string; id: string }) {
  const t = useTranslations('deployments');
  const endpoints = useTranslations('endpoints');
  const deployment = useQuery(deploymentQuery(id));
  const title = deployment.data === undefined ? endpoint : t('of', { number: deployment.data.number, endpoint });
  return (
    <Page
      title={title}
      crumbs={[
        { label: endpoints('title'), href: paths.endpoints() },
        { label: endpoint, href: paths.endpoint(endpoint) },
        { label: t('list'), href: paths.endpoint(endpoint, 'deployments') },
      ]}
      badge={deployment.data === undefined ? undefined : <StateBadge state={deployment.data.state} />}
      actions={<ButtonLink href={paths.endpoint(endpoint)}>{t('backTo', { endpoint })}</ButtonLink>}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-4">
          <DeploymentProgress id={id} />
          {deployment.data === undefined ? null : <BakeCard deployment={deployment.data} />}
        </div>
        {deployment.data === undefined ? null : <Rollout deployment={deployment.data} />}
      </div>
    </Page>
  );
}

/** What was rolled out, by whom and when. */
function Rollout({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('deployments');
  const endpoints = useTranslations('endpoints');
  const format = useFormat();
  return (
    <div className="min-w-0 space-y-4">
      {deployment.variants.map((variant) => (
        <Section key={variant.name} title={variant.name}>
          <DefinitionList
            items={[
              { term: endpoints('runs.version'), value: `${variant.model}@${variant.version}` },
              { term: t('new.instanceType'), value: variant.instanceType },
              { term: t('new.instances'), value: format.number(variant.initialInstances) },
              { term: t('new.replicas'), value: format.number(variant.replicasPerInstance) },
              { term: t('new.concurrency'), value: format.number(variant.concurrency) },
              { term: t('new.timeout'), value: format.number(variant.timeoutMs / 1_000, 2) },
            ]}
          />
        </Section>
      ))}
      <Section title={endpoints('details.title')}>
        <DefinitionList
          items={[
            { term: endpoints('details.id'), value: <CopyableId id={deployment.id} shorten={20} label={endpoints('details.id')} /> },
            { term: t('by'), value: deployment.createdBy },
            { term: t('began'), value: <Time at={deployment.createdAt} /> },
          ]}
        />
      </Section>
    </div>
  );
}
