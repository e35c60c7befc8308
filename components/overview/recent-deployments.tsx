'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Endpoint } from '@/services/endpoints/schemas';

/** The newest deployment of each endpoint that changed last. */
export function RecentDeployments({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const t = useTranslations('overview');
  const found = endpoints.flatMap((endpoint) => (endpoint.deployment === null ? [] : [{ endpoint, deployment: endpoint.deployment }])).slice(0, 6);
  if (found.length === 0) return null;
  return (
    <Section flush title={t('recent')}>
      <ul className="divide-y divide-line">
        {found.map(({ endpoint, deployment }) => (
          <li key={deployment.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-[13px]">
            <Link href={paths.deployment(endpoint.name, deployment.id)} className="font-medium hover:underline">
              {t('deploymentOf', { endpoint: endpoint.name, number: deployment.number })}
            </Link>
            <span className="min-w-0 flex-1 truncate text-muted">{endpoint.variants.map((variant) => `${variant.model}@${variant.version}`).join(', ')}</span>
            <StateBadge state={deployment.state} />
            <span className="text-muted text-xs">
              <Time at={endpoint.updatedAt} relative />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
