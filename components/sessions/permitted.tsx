'use client';
import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { type Action, covers } from '@/core/policy/actions';
import { useMe } from './use-me';

/** Shows what needs `action` to be read; without it, which permission is missing and what to do, instead of asking the server for a refusal. */
export function Permitted({ action, children }: { action: Action; children: ReactNode }) {
  const t = useTranslations('sessions');
  const me = useMe();
  if (me === undefined || covers(me.actions, action)) return children;
  return (
    <Section>
      <EmptyState icon={<Lock aria-hidden className="size-5" />} title={t('missingPermission', { action })}>
        {t('askAdministrator')}
      </EmptyState>
    </Section>
  );
}
