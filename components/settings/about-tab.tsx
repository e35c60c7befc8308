'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { paths } from '@/components/paths';
import { statusQuery } from '@/components/status/queries';
import type { Column } from '@/components/tables/data-table';
import { SimpleTable } from '@/components/tables/simple-table';
import { DefinitionList } from '@/components/ui/definition-list';
import { Section } from '@/components/ui/section';
import type { PackageLicence } from './package-licence';

/** Which version runs, under which licence, and what it is built with. */
export function AboutTab({ packages }: { packages: readonly PackageLicence[] }) {
  const t = useTranslations('settings.about');
  const status = useQuery(statusQuery());
  const columns: Column<PackageLicence>[] = [
    { id: 'package', header: t('package'), cell: (one) => one.name },
    { id: 'version', header: t('packageVersion'), cell: (one) => one.version },
    { id: 'licence', header: t('packageLicence'), cell: (one) => one.licence },
  ];
  const link = (href: string, words: string) => (
    <Link href={href} className="text-accent-text hover:underline">
      {words}
    </Link>
  );
  return (
    <div className="max-w-3xl space-y-4">
      <Section title={t('title')}>
        <DefinitionList
          items={[
            { term: t('version'), value: status.data?.version ?? null },
            { term: t('licence'), value: t('licenceText') },
            { term: t('api'), value: link(paths.apiDocs(), paths.apiDocs()) },
            { term: t('errors'), value: link(paths.errors(), paths.errors()) },
          ]}
        />
      </Section>
      <Section title={t('packages')} flush>
        <SimpleTable label={t('packages')} columns={columns} rows={packages} rowKey={(one) => one.name} empty={null} />
      </Section>
    </div>
  );
}
