'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMe } from '@/components/sessions/use-me';
import { classNames } from '@/components/ui/class-names';
import { covers } from '@/core/policy/actions';
import { navigation } from './navigation';

/** The list of pages, grouped; pages the reader may not see are left out. `narrow` shows icons only. */
export function Nav({ narrow = false, onNavigate }: { narrow?: boolean; onNavigate?: () => void }) {
  const t = useTranslations('layout');
  const path = usePathname();
  const me = useMe();
  const groups = navigation
    .map((group) => ({ ...group, items: group.items.filter((item) => item.action === null || me === undefined || covers(me.actions, item.action)) }))
    .filter((group) => group.items.length > 0);
  return (
    <nav aria-label={t('main')} className="flex-1 space-y-3 overflow-y-auto px-2 py-3">
      {groups.map((group) => (
        <div key={group.key}>
          {narrow ? (
            <div aria-hidden className="mx-2 mb-2 border-line border-t first:hidden" />
          ) : (
            <p className="px-2 pb-1 font-medium text-[11px] text-faint">{t(`groups.${group.key}`)}</p>
          )}
          <ul className="space-y-px">
            {group.items.map((item) => {
              const current = path === item.href.split('?')[0] || path.startsWith(`${item.href.split('?')[0]}/`);
              const label = t(`nav.${item.key}`);
              return (
                <li key={item.key}>
                  <Link
                    href={item.href}
                    onClick={onNavigate}
                    aria-current={current ? 'page' : undefined}
                    title={narrow ? label : undefined}
                    className={classNames(
                      'flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px] text-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-fg',
                      narrow && 'justify-center px-0',
                    )}
                  >
                    <item.icon aria-hidden className={classNames('size-4 shrink-0', current && 'text-accent-text')} />
                    <span className={narrow ? 'sr-only' : 'truncate'}>{label}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
