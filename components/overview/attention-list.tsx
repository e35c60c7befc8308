'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { paths } from '@/components/paths';
import { Section } from '@/components/ui/section';
import { StateBadge } from '@/components/ui/state-badge';
import type { Endpoint } from '@/services/endpoints/schemas';

const troubled = ['Failed', 'Degraded', 'RollingBack'];

/** Endpoints that need a person, each with its reason; nothing when all is well. */
export function AttentionList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const t = useTranslations('overview');
  const say = useSentence();
  const found = endpoints.filter((endpoint) => troubled.includes(endpoint.state) || endpoint.reason !== null);
  if (found.length === 0) return null;
  return (
    <Section flush title={t('attention')}>
      <ul className="divide-y divide-line">
        {found.slice(0, 8).map((endpoint) => (
          <li key={endpoint.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-[13px]">
            <Link href={paths.endpoint(endpoint.name)} className="font-medium hover:underline">
              {endpoint.name}
            </Link>
            <StateBadge state={endpoint.state} />
            {endpoint.reason === null ? null : (
              <span className="min-w-0 flex-1 truncate text-muted" title={say(endpoint.reason, 'message')}>
                {say(endpoint.reason, 'message')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
