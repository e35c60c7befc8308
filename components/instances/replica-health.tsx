'use client';
import { useTranslations } from 'next-intl';
import { useSentence } from '@/components/i18n/use-sentence';
import { Time } from '@/components/ui/time';
import type { ReplicaHealth as Health } from '@/services/replica-health/schemas';

/** How a replica answers its golden request, and since when; nothing for one that is not checked or not asked yet. */
export function ReplicaHealth({ health }: { health: Health | null }) {
  const t = useTranslations('instances.health');
  const say = useSentence();
  if (health === null || health.state === 'Waiting') return null;
  const since = health.since === null ? null : <Time at={health.since} />;
  return (
    <span className={health.state === 'Unhealthy' ? 'text-warn text-xs' : 'text-muted text-xs'}>
      {t(health.state)} {since}
      {health.reason === null ? null : <span className="block whitespace-normal break-words">{say(health.reason, 'message')}</span>}
    </span>
  );
}
