'use client';
import { useTranslations } from 'next-intl';
import { useMe } from '@/components/sessions/use-me';
import { DefinitionList } from '@/components/ui/definition-list';
import { Section } from '@/components/ui/section';
import { actions, covers, roles } from '@/core/policy/actions';
import { PasswordForm } from './password-form';
import { SessionsSection } from './sessions-section';

/** Who one is, what one may do, and where one is signed in. */
export function ProfileTab() {
  const t = useTranslations('settings.profile');
  const members = useTranslations('members');
  const me = useMe();
  if (me === undefined) return null;
  const role = roles.find((one) => one === me.role);
  const mine = actions.filter((action) => covers(me.actions, action));
  return (
    <div className="max-w-3xl space-y-4">
      <Section title={t('title')}>
        <DefinitionList
          items={[
            { term: t('name'), value: me.name },
            { term: t('email'), value: me.email },
            { term: t('role'), value: role === undefined ? me.role : members(`role.${role}`) },
            {
              term: t('actions'),
              value: (
                <details>
                  <summary className="min-h-6">{t('actionsCount', { count: mine.length })}</summary>
                  <ul className="mt-1 grid gap-x-6 sm:grid-cols-2">
                    {mine.map((action) => (
                      <li key={action}>
                        <code className="text-xs">{action}</code>
                      </li>
                    ))}
                  </ul>
                </details>
              ),
            },
          ]}
        />
      </Section>
      <SessionsSection />
      <PasswordForm />
    </div>
  );
}
