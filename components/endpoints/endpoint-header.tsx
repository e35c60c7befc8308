'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { endpointFiguresQuery } from '@/components/metrics/queries';
import { paths } from '@/components/paths';
import { useMe } from '@/components/sessions/use-me';
import { CopyableId } from '@/components/ui/copy-button';
import { ReasonPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { Figure, Figures } from '@/components/ui/section';
import { costsQuery } from '@/components/usage/queries';
import { covers } from '@/core/policy/actions';
import type { Endpoint } from '@/services/endpoints/schemas';
import { errorFraction, figuresSeconds, replicasOf, requestsPerSecond } from './figures';
import { TrafficBar } from './traffic-bar';
import { usePublicUrl } from './use-public-url';

/** What stands above every tab: why it is in its state, where it is called, and the figures of the last minutes. */
export function EndpointHeader({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const url = usePublicUrl(endpoint.url);
  return (
    <>
      {endpoint.reason === null ? null : <ReasonPanel reason={endpoint.reason} tone={endpoint.state === 'Failed' ? 'bad' : 'warn'} />}
      <DeploymentNotice endpoint={endpoint} />
      <div className="flex min-w-0 flex-wrap items-center gap-x-6 gap-y-1 text-[13px]">
        <span className="inline-flex min-w-0 max-w-full items-center gap-2">
          <span className="shrink-0 text-muted">{t('url')}</span>
          <span className="flex min-w-0">
            <CopyableId id={url} label={t('url')} />
          </span>
        </span>
        <span className="inline-flex min-w-0 max-w-full items-center gap-2">
          <span className="shrink-0 text-muted">{t('traffic')}</span>
          <TrafficBar variants={endpoint.variants} />
        </span>
      </div>
      <HeaderFigures endpoint={endpoint} />
    </>
  );
}

function HeaderFigures({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const format = useFormat();
  const me = useMe();
  const seesCost = me !== undefined && covers(me.actions, 'usage:Read');
  const known = useQuery(endpointFiguresQuery(figuresSeconds)).data;
  const figures = known?.items.find((item) => item.endpoint === endpoint.name);
  const costs = useQuery({ ...costsQuery({ period: 'month', groupBy: 'endpoint', endpoint: endpoint.name }), enabled: seesCost });
  const { ready, wanted } = replicasOf(endpoint);
  const errors = errorFraction(figures);
  return (
    <Figures label={endpoint.name}>
      <Figure
        label={t('figure.requests')}
        value={known === undefined ? '–' : format.number(requestsPerSecond(figures), 1)}
        hint={`${t('figure.requestsUnit')} · ${t('figure.lastFive')}`}
      />
      <Figure label={t('figure.p95')} value={figures?.p95Ms == null ? '–' : format.ms(figures.p95Ms)} hint={t('figure.lastFive')} />
      <Figure label={t('figure.errors')} value={errors === null ? '–' : format.percent(errors)} hint={t('figure.lastFive')} />
      <Figure label={t('figure.replicas')} value={`${ready} / ${wanted}`} hint={t('figure.replicasUnit')} />
      <Figure label={t('figure.price')} value={format.money(endpoint.priceMicrosPerHour, endpoint.currency)} hint={t('perHour')} />
      {seesCost ? (
        <Figure
          label={t('figure.monthToDate')}
          value={costs.data === undefined ? '–' : format.money(costs.data.total.amountMicros, costs.data.currency)}
          hint="UTC"
        />
      ) : null}
    </Figures>
  );
}

/** A deployment that is under way, or the last one when it did not succeed and nothing else says so. */
function DeploymentNotice({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const format = useFormat();
  const { deployment } = endpoint;
  if (deployment === null) return null;
  const link = (words: string) => (
    <Link href={paths.deployment(endpoint.name, deployment.id)} className="font-medium text-accent-text hover:underline">
      {words}
    </Link>
  );
  if (deployment.state === 'InProgress') {
    const share = deployment.trafficShare > 0 ? format.percent(deployment.trafficShare) : 'none';
    return (
      <Notice tone="info" role="status">
        {t('deploymentUnderWay', { number: deployment.number, share })} {link(t('watchDeployment'))}
      </Notice>
    );
  }
  if (deployment.state !== 'Failed') return null;
  return (
    <Notice tone="warn">
      {t('lastDeploymentFailed', { number: deployment.number })} {link(t('seeDeployment'))}
    </Notice>
  );
}
