'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { endpointQuery } from '@/components/endpoints/queries';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { ButtonLink } from '@/components/ui/button';
import { ErrorPanel, ReasonPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { SkeletonLines } from '@/components/ui/skeleton';
import { StateBadge } from '@/components/ui/state-badge';
import { versionQuery } from '@/components/versions/queries';
import { Bench } from './playground-bench';

const answering = ['InService', 'Degraded', 'Updating', 'RollingBack'];

/** Calls one endpoint by hand: input made from its signature, output, code. */
export function Playground({ endpoint: name }: { endpoint: string }) {
  const t = useTranslations('playground');
  const endpoint = useQuery(endpointQuery(name));
  useLiveTopic(`endpoints/${name}`);
  const variant =
    endpoint.data?.variants.reduce<(typeof endpoint.data.variants)[number] | null>(
      (most, one) => (most === null || one.weight > most.weight ? one : most),
      null,
    ) ?? null;
  const version = useQuery({ ...versionQuery(variant?.model ?? '', variant?.version ?? 0), enabled: variant !== null });
  if (endpoint.data === undefined) {
    return endpoint.error === null ? (
      <SkeletonLines label={t('title')} lines={8} />
    ) : (
      <ErrorPanel error={endpoint.error} onRetry={() => void endpoint.refetch()} />
    );
  }
  return (
    <div className="space-y-4">
      {answering.includes(endpoint.data.state) ? null : (
        <Notice
          tone="warn"
          title={t('notServing')}
          actions={
            <ButtonLink size="small" href={paths.endpoint(name)}>
              {t('openEndpoint')}
            </ButtonLink>
          }
        >
          <StateBadge state={endpoint.data.state} />
        </Notice>
      )}
      {endpoint.data.reason === null ? null : <ReasonPanel reason={endpoint.data.reason} tone="warn" />}
      {version.error === null ? null : <ErrorPanel error={version.error} onRetry={() => void version.refetch()} />}
      {version.data === undefined ? (
        version.error === null ? (
          <SkeletonLines label={t('title')} lines={8} />
        ) : null
      ) : (
        <Bench key={`${name} ${version.data.id}`} endpoint={name} url={endpoint.data.url} version={version.data} />
      )}
    </div>
  );
}
