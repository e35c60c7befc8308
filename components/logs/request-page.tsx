'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { Permitted } from '@/components/sessions/permitted';
import { useMe } from '@/components/sessions/use-me';
import { CopyableId, CopyButton } from '@/components/ui/copy-button';
import { DefinitionList } from '@/components/ui/definition-list';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { covers } from '@/core/policy/actions';
import { type RequestDetail, requestQuery } from './queries';
import { StageBar } from './stage-bar';
import { StatusBadge } from './use-request-columns';

/** One request, found by its id: who, which version, where its time went. */
export function RequestPage({ requestId }: { requestId: string }) {
  const t = useTranslations('logs');
  const me = useMe();
  const request = useQuery({ ...requestQuery(requestId), enabled: me !== undefined && covers(me.actions, 'logs:Read') });
  const { data, error } = request;
  return (
    <Page
      title={t('request.title')}
      crumbs={[{ label: t('title'), href: paths.logs() }]}
      badge={data === undefined ? undefined : <StatusBadge status={data.status} />}
      description={<CopyableId id={requestId} label={t('requestId')} />}
      actions={data === undefined ? undefined : <Permalink />}
    >
      <Permitted action="logs:Read">
        {data === undefined ? (
          error === null ? (
            <SkeletonLines label={t('request.title')} lines={6} />
          ) : (
            <ErrorPanel error={error} onRetry={() => void request.refetch()} />
          )
        ) : (
          <Detail request={data} />
        )}
      </Permitted>
    </Page>
  );
}

function Permalink() {
  const t = useTranslations('logs');
  return (
    <CopyButton text={typeof window === 'undefined' ? '' : window.location.href} label={t('request.permalink')}>
      {t('request.permalink')}
    </CopyButton>
  );
}

function Detail({ request }: { request: RequestDetail }) {
  const t = useTranslations('logs');
  const say = useSentence();
  const format = useFormat();
  return (
    <>
      {request.count > 1 ? <Notice tone="info" title={t('request.several', { count: request.count })} /> : null}
      <Section
        title={t('request.stages')}
        actions={<span className="tabular text-muted text-xs">{t('request.stagesText', { total: format.number(request.stages.totalMs, 3) })}</span>}
      >
        <StageBar stages={request.stages} />
      </Section>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Section title={t('request.details')}>
          <DefinitionList items={[...useWho(request), ...useWhat(request)]} />
        </Section>
        <Section title={t('request.lines')} flush>
          {request.lines.length === 0 ? (
            <p className="p-4 text-[13px] text-muted">{t('request.linesEmpty')}</p>
          ) : (
            <ol className="space-y-0.5 rounded-b-lg bg-code p-4 font-mono text-xs leading-5">
              {request.lines.map((line, i) => (
                <li key={i} className="flex gap-3">
                  <time dateTime={line.at} title={format.timeLong(line.at)} className="shrink-0 text-faint">
                    {format.time(line.at)}
                  </time>
                  <span className="w-10 shrink-0 text-faint">{line.level}</span>
                  <span className="min-w-0 whitespace-pre-wrap break-words">{say(line, 'message')}</span>
                </li>
              ))}
            </ol>
          )}
        </Section>
      </div>
    </>
  );
}

interface Item {
  term: string;
  value: ReactNode;
}

function useWho(request: RequestDetail): Item[] {
  const t = useTranslations('logs');
  const link = (href: string, words: string) => (
    <Link href={href} className="text-accent-text hover:underline">
      {words}
    </Link>
  );
  return [
    { term: t('request.when'), value: <Time at={request.at} /> },
    { term: t('request.endpoint'), value: request.endpoint === '' ? null : link(paths.endpoint(request.endpoint), request.endpoint) },
    {
      term: t('request.version'),
      value: request.model === '' ? null : link(paths.version(request.model, request.version), `${request.model}@${request.version}`),
    },
    { term: t('request.variant'), value: request.variant === '' ? null : request.variant },
    { term: t('request.caller'), value: request.principalName === '' ? null : request.principalName },
    { term: t('request.ip'), value: request.clientIp === '' ? null : request.clientIp },
  ];
}

function useWhat(request: RequestDetail): Item[] {
  const t = useTranslations('logs');
  const format = useFormat();
  return [
    {
      term: t('request.code'),
      value:
        request.code === '' ? null : (
          <span className="inline-flex flex-wrap gap-x-3">
            <code className="text-xs">{request.code}</code>
            <Link href={paths.error(request.code)} className="text-accent-text hover:underline">
              {t('request.explain')}
            </Link>
          </span>
        ),
    },
    { term: t('request.protocol'), value: request.protocol },
    { term: t('request.predictions'), value: format.number(request.predictions) },
    { term: t('request.batchRows'), value: format.number(request.batchRows) },
    { term: t('request.bytes'), value: `${format.bytes(request.bytesIn)} / ${format.bytes(request.bytesOut)}` },
    { term: t('request.cache'), value: request.cache },
    { term: t('request.attempts'), value: format.number(request.attempts) },
    { term: t('request.replica'), value: request.replicaId === '' ? null : <CopyableId id={request.replicaId} shorten={20} label={t('request.replica')} /> },
  ];
}
