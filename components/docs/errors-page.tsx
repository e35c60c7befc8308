'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { SearchField } from '@/components/tables/filter-bar';
import { classNames } from '@/components/ui/class-names';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';
import { type ErrorCode, errorCodes, titles } from '@/core/errors';
import { codesMatching, groupOf, groups } from './error-groups';

/** Every error the product can name, each with an anchor that the API's `type` points to. */
export function ErrorsPage() {
  const t = useTranslations('docs');
  const [search, setSearch] = useState('');
  const target = useAnchor();
  const codes = codesMatching(search);
  return (
    <Page title={t('errors')} description={t('catalogue.intro')} crumbs={[{ label: t('back'), href: paths.docs() }]}>
      <div className="max-w-4xl space-y-4">
        <SearchField label={t('catalogue.filter')} value={search} onChange={setSearch} />
        {codes.length === 0 ? <p className="text-[13px] text-muted">{t('catalogue.none')}</p> : null}
        {groups.map((group) => {
          const inGroup = codes.filter((code) => groupOf(code) === group);
          return inGroup.length === 0 ? null : (
            <Section key={group} title={t(`catalogue.group.${group}`)} flush>
              <ul className="divide-y divide-line">
                {inGroup.map((code) => (
                  <Entry key={code} code={code} isTarget={code === target} />
                ))}
              </ul>
            </Section>
          );
        })}
      </div>
    </Page>
  );
}

function Entry({ code, isTarget }: { code: ErrorCode; isTarget: boolean }) {
  const t = useTranslations('docs.catalogue');
  const language = useLocale() === 'zh' ? 'zh' : 'en';
  const { http, aws, retryable } = errorCodes[code];
  return (
    <li id={code} className={classNames('space-y-1 px-4 py-3 text-[13px]', isTarget && 'bg-accent-soft')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-mono text-xs">
          <a href={`#${code}`} className="inline-flex min-h-6 items-center hover:underline">
            {code}
          </a>
        </h3>
        <CopyButton text={code} label={code} />
        <span className="tabular ml-auto text-muted text-xs">{`HTTP ${http}`}</span>
      </div>
      <p>{titles[code][language]}</p>
      <p className="text-muted text-xs">
        {`${t('retry')}: ${retryable ? t('retryYes') : t('retryNo')} · ${t('aws')}: `}
        <code>{aws}</code>
      </p>
    </li>
  );
}

/** The code the address points at; shown in full view, also when the page was opened with it. */
function useAnchor(): string {
  const [anchor, setAnchor] = useState('');
  useEffect(() => {
    const read = (): void => {
      const code = window.location.hash.slice(1);
      setAnchor(code);
      document.getElementById(code)?.scrollIntoView({ block: 'center' });
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return anchor;
}
