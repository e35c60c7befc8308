'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { endpointsQuery } from '@/components/endpoints/queries';
import { sampleBodyOf } from '@/components/endpoints/snippets';
import { usePublicUrl } from '@/components/endpoints/use-public-url';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { versionQuery } from '@/components/versions/queries';
import { deploySnippet, type Language, languages, openInferenceSnippet, predictSnippet, type QuickstartCall } from './quickstart-snippets';

/** From nothing to the first prediction, with this installation's address and, where there is one, the reader's own endpoint. */
export function DocsPage() {
  const t = useTranslations('docs');
  const origin = usePublicUrl('');
  const endpoints = useQuery(endpointsQuery({ limit: 50, sort: 'name' }));
  const chosen = endpoints.data?.items.find((endpoint) => endpoint.state === 'InService') ?? endpoints.data?.items[0];
  const variant = chosen?.variants[0];
  const version = useQuery({ ...versionQuery(variant?.model ?? '', variant?.version ?? 0), enabled: variant !== undefined });
  const call: QuickstartCall = { origin, endpoint: chosen?.name ?? 'iris', body: sampleBodyOf(version.data?.sample ?? null) };
  const openInference = openInferenceSnippet(call, version.data?.signature ?? null);
  return (
    <Page title={t('title')} description={t('intro')} actions={<Links />}>
      <div className="max-w-4xl space-y-4">
        <p className="text-[13px] text-muted">{chosen === undefined ? t('sample') : t('chosen', { name: chosen.name })}</p>
        <Step title={t('step.key')} text={t('step.keyText')} actions={<KeyLink />}>
          <CodeBlock code={'export AIMASS_API_KEY=aim_live_…'} label={t('step.key')} />
        </Step>
        <Step title={t('step.deploy')} text={t('step.deployText')}>
          <CodeBlock code={deploySnippet(origin)} label={t('step.deploy')} />
        </Step>
        <Predict call={call} />
        {openInference === null ? null : (
          <Step title={t('oip')} text={t('oipText')}>
            <CodeBlock code={openInference} label={t('oip')} />
          </Step>
        )}
        <Step title={t('step.watch')} text={t('step.watchText')}>
          <CodeBlock code={`npx aimass logs ${call.endpoint} -f`} label={t('step.watch')} />
        </Step>
        <Step title={t('step.cost')} text={t('step.costText')}>
          <CodeBlock code="npx aimass usage --group-by endpoint" label={t('step.cost')} />
        </Step>
      </div>
    </Page>
  );
}

function Links() {
  const t = useTranslations('docs');
  return (
    <>
      <ButtonLink href={paths.errors()}>{t('errors')}</ButtonLink>
      <ButtonLink href={paths.apiDocs()} prefetch={false}>
        {t('api')}
      </ButtonLink>
    </>
  );
}

function KeyLink() {
  const t = useTranslations('docs');
  return (
    <Allowed action="keys:Create">
      <ButtonLink href={paths.access('keys')} size="small">
        {t('step.keyLink')}
      </ButtonLink>
    </Allowed>
  );
}

function Predict({ call }: { call: QuickstartCall }) {
  const t = useTranslations('docs');
  const [language, setLanguage] = useState<Language>('curl');
  const choice = (
    <Segmented label={t('language')} value={language} options={languages.map((value) => ({ value, label: t(`tabName.${value}`) }))} onChange={setLanguage} />
  );
  return (
    <Step title={t('step.predict')} text={t('step.predictText')} actions={choice}>
      <CodeBlock code={predictSnippet(language, call)} label={t(`tabName.${language}`)} />
    </Step>
  );
}

function Step({ title, text, actions, children }: { title: string; text: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Section title={title} description={text} actions={actions}>
      {children}
    </Section>
  );
}
