'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type Action, covers } from '@/core/policy/actions';
import { meQuery } from './queries';

/** Who is signed in, once known. The shell shows its pages only then, so pages may count on it. */
export function useMe() {
  return useQuery(meQuery()).data;
}

/** Why the reader may not do `action`, as a sentence that names the permission; null when they may. The server checks the same table. */
export function useRefusal(): (action: Action) => string | null {
  const t = useTranslations('sessions');
  const me = useMe();
  return (action) => {
    if (me === undefined) return t('loading');
    if (me.readOnly) return t('readOnly');
    return covers(me.actions, action) ? null : t('missingPermission', { action });
  };
}
