'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyableId } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { Section } from '@/components/ui/section';
import { Time } from '@/components/ui/time';
import { versionQuery } from '@/components/versions/queries';
import type { Endpoint } from '@/services/endpoints/schemas';
import { EventsList } from './events-list';
import { HealthSection } from './health-section';
import { predictCommand, sampleBodyOf } from './snippets';
import { usePublicUrl } from './use-public-url';
import { VariantsTable } from './variants-table';

export function OverviewTab({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-4">
        <Section title={t('runs.title')} flush>
          <VariantsTable endpoint={endpoint} />
        </Section>
        <CallSection endpoint={endpoint} />
        <EventsList name={endpoint.name} />
      </div>
      <div className="min-w-0 space-y-4">
        <HealthSection endpoint={endpoint} />
        <Details endpoint={endpoint} />
      </div>
    </div>
  );
}

/** How to call it, with a body its version answers. */
function CallSection({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const [variant] = endpoint.variants;
  const version = useQuery({ ...versionQuery(variant?.model ?? '', variant?.version ?? 0), enabled: variant !== undefined, placeholderData: keepPreviousData });
  const url = usePublicUrl(endpoint.url);
  const body = sampleBodyOf(version.data?.sample ?? null);
  const keyButton = (
    <Allowed action="keys:Create">
      <ButtonLink href={paths.access('keys')} size="small">
        {t('call.withKey')}
      </ButtonLink>
    </Allowed>
  );
  return (
    <Section title={t('call.title')} description={t('call.text')} actions={keyButton}>
      <CodeBlock code={predictCommand(url, body)} label={t('call.title')} />
    </Section>
  );
}

function Details({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const { deployment } = endpoint;
  return (
    <Section title={t('details.title')}>
      <DefinitionList
        items={[
          { term: t('details.id'), value: <CopyableId id={endpoint.id} shorten={20} label={t('details.id')} /> },
          { term: t('details.project'), value: endpoint.project },
          { term: t('details.createdBy'), value: endpoint.createdBy },
          { term: t('details.created'), value: <Time at={endpoint.createdAt} /> },
          { term: t('details.changed'), value: <Time at={endpoint.updatedAt} relative /> },
          {
            term: t('details.lastDeployment'),
            value:
              deployment === null ? null : (
                <Link href={paths.deployment(endpoint.name, deployment.id)} className="text-accent-text hover:underline">
                  {deployment.number}
                </Link>
              ),
          },
        ]}
      />
    </Section>
  );
}
