'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { instancesQuery } from '@/components/instances/queries';
import { ReplicaHealth } from '@/components/instances/replica-health';
import { paths } from '@/components/paths';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import type { Endpoint } from '@/services/endpoints/schemas';
import { replicasOf } from './figures';

/** Why it is as healthy as it is: endpoint, its instances, and those replicas that are not ready, each with its reason. */
export function HealthSection({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const say = useSentence();
  const instances = useQuery(instancesQuery({ endpoint: endpoint.name, limit: 50 }));
  const { ready, wanted } = replicasOf(endpoint);
  const unhealthy = endpoint.variants.reduce((sum, variant) => sum + variant.unhealthyReplicas, 0);
  const sentence = wanted === 0 ? t('health.resting') : ready >= wanted ? t('health.ok') : t('health.missing', { ready, wanted });
  return (
    <Section
      title={t('health.title')}
      actions={
        <Link href={paths.fleet()} className="text-accent-text text-xs hover:underline">
          {t('health.seeFleet')}
        </Link>
      }
    >
      <div className="space-y-3 text-[13px]">
        <p>{sentence}</p>
        {unhealthy === 0 ? null : <p className="text-warn">{t('health.unhealthy', { unhealthy, ready })}</p>}
        {endpoint.variants.map(({ name, health }) => (
          <p key={name} className="text-muted text-xs">
            {endpoint.variants.length === 1 ? null : `${name}: `}
            {health.golden ? t('healthFields.summary', { periodSeconds: health.periodSeconds, failuresMax: health.failuresMax }) : t('healthFields.isOff')}
          </p>
        ))}
        {(instances.data?.items.length ?? 0) === 0 ? null : (
          <ul className="space-y-2">
            {instances.data?.items.map((instance) => (
              <li key={instance.id} className="space-y-1.5">
                <span className="flex flex-wrap items-center gap-2">
                  <StateBadge state={instance.state} />
                  <span>{instance.instanceType}</span>
                  <code className="truncate text-muted text-xs" title={instance.id}>
                    {instance.id.slice(-8)}
                  </code>
                </span>
                {instance.reason === null ? null : <p className="pl-4 text-muted text-xs">{say(instance.reason, 'message')}</p>}
                <ul className="space-y-1 border-line border-l pl-4">
                  {instance.replicas.map((replica) => (
                    <li key={replica.id} className="flex flex-wrap items-center gap-2">
                      <StateBadge state={replica.state} />
                      <span className="text-muted text-xs">{`${replica.model}@${replica.version}`}</span>
                      {replica.reason === null ? null : <span className="text-muted text-xs">{say(replica.reason, 'message')}</span>}
                      <ReplicaHealth health={replica.health} />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
