'use client';
import { useQuery } from '@tanstack/react-query';
import { CreditCard } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { hoursPerMonth } from '@/components/deployments/rollout-draft';
import { useFormat } from '@/components/i18n/use-format';
import { instanceTypesQuery } from '@/components/instances/queries';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';

/** Before the first cost: when it comes, and what an instance would cost. */
export function NoCosts() {
  const t = useTranslations('usage');
  const format = useFormat();
  const types = useQuery(instanceTypesQuery());
  return (
    <Section>
      <EmptyState
        icon={<CreditCard aria-hidden className="size-5" />}
        title={t('empty.title')}
        actions={
          <Allowed action="endpoints:Deploy">
            <ButtonLink href={paths.newDeploy()}>{t('empty.deploy')}</ButtonLink>
          </Allowed>
        }
      >
        <p>{t('empty.text')}</p>
        <ul className="tabular mt-2 space-y-0.5">
          {types.data?.items.map((type) => (
            <li key={type.name}>
              {t('empty.estimate', {
                type: type.name,
                price: format.money(type.priceMicrosPerHour, type.currency),
                month: format.money(type.priceMicrosPerHour * hoursPerMonth, type.currency),
              })}
            </li>
          ))}
        </ul>
      </EmptyState>
    </Section>
  );
}
