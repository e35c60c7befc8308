'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsInteger, useQueryState } from 'nuqs';
import { Field } from '@/components/forms/field';
import { Page } from '@/components/layout/page';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Select } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { Version } from '@/services/versions/schemas';
import { isSameSample, useComparison } from './comparison';
import { updateVersion, versionQuery, versionsQuery } from './queries';

/** Two versions of a model side by side: what they take and give, how fast and large they are, what their trainers said of them. */
export function ComparePage({ model }: { model: string }) {
  const t = useTranslations('versions');
  const models = useTranslations('models');
  const listed = useQuery(versionsQuery(model));
  const items = listed.data?.items ?? [];
  const [left, setLeft] = useQueryState('left', parseAsInteger);
  const [right, setRight] = useQueryState('right', parseAsInteger);
  const rightNumber = right ?? items[0]?.version ?? null;
  const leftNumber = left ?? items.find(({ version }) => rightNumber !== null && version < rightNumber)?.version ?? null;
  return (
    <Page
      title={t('compare.title', { model })}
      description={t('compare.lead')}
      crumbs={[
        { label: models('title'), href: paths.models() },
        { label: model, href: paths.model(model) },
      ]}
    >
      {listed.error === null ? null : <ErrorPanel error={listed.error} onRetry={() => void listed.refetch()} />}
      {listed.data === undefined ? (
        listed.error === null ? (
          <SkeletonLines label={t('compare.title', { model })} lines={8} />
        ) : null
      ) : leftNumber === null || rightNumber === null ? (
        <EmptyState title={t('compare.emptyTitle')}>{t('compare.emptyText')}</EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap gap-3">
            <Choice label={t('compare.left')} versions={items} value={leftNumber} onChange={(one) => void setLeft(one)} />
            <Choice label={t('compare.right')} versions={items} value={rightNumber} onChange={(one) => void setRight(one)} />
          </div>
          <Comparison model={model} left={leftNumber} right={rightNumber} />
        </>
      )}
    </Page>
  );
}

function Choice({ label, versions, value, onChange }: { label: string; versions: readonly Version[]; value: number; onChange: (version: number) => void }) {
  const t = useTranslations('versions');
  const known = versions.some(({ version }) => version === value) ? versions.map(({ version }) => version) : [value, ...versions.map(({ version }) => version)];
  return (
    <Field label={label} className="w-44">
      <Select value={String(value)} onChange={(event) => onChange(Number(event.target.value))}>
        {known.map((version) => (
          <option key={version} value={version}>
            {t('number', { version })}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Comparison({ model, left, right }: { model: string; left: number; right: number }) {
  const t = useTranslations('versions');
  const [first, second] = [useQuery(versionQuery(model, left)), useQuery(versionQuery(model, right))];
  const rows = useComparison(first.data ?? null, second.data ?? null);
  const error = first.error ?? second.error;
  if (error !== null) return <ErrorPanel error={error} />;
  if (rows === null) return <SkeletonLines label={t('compare.title', { model })} lines={8} />;
  return (
    <>
      {first.data === undefined || second.data === undefined ? null : <SameSample left={first.data} right={second.data} />}
      <Section flush>
        <div className="relative overflow-x-auto">
          <table className="w-full text-[13px]" aria-label={t('compare.title', { model })}>
            <thead className="text-left text-muted text-xs">
              <tr>
                <th scope="col" className="h-8 px-4 font-medium">
                  {t('compare.what')}
                </th>
                {[left, right].map((version, place) => (
                  <th key={place} scope="col" className="h-8 px-3 font-medium">
                    {t('number', { version })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, values: [one, other] }) => (
                <tr key={name} className="border-line border-t align-top">
                  <th scope="row" className="whitespace-nowrap px-4 py-2 text-left font-normal text-muted">
                    {name}
                  </th>
                  <td className="break-words px-3 py-2">{one}</td>
                  <td className={`break-words px-3 py-2 ${one === other ? '' : 'font-medium'}`}>
                    {other}
                    {one === other ? null : <span className="sr-only"> ({t('compare.differs')})</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="border-line border-t px-4 py-2.5 text-muted text-xs">{t('compare.boldDiffers')}</p>
      </Section>
    </>
  );
}

/** Where only one has a data sample, or each its own: the other one can be measured by the same rows. */
function SameSample({ left, right }: { left: Version; right: Version }) {
  const t = useTranslations('versions');
  const client = useQueryClient();
  const measure = useMutation({
    mutationFn: ({ version, by }: { version: Version; by: Version }) =>
      updateVersion(version.model, version.version, { dataSample: { version: by.version }, revision: version.revision }),
    onSuccess: (saved) => client.setQueryData(versionQuery(saved.model, saved.version).queryKey, saved),
  });
  const [by, version] = left.dataSample === null ? [right, left] : [left, right];
  if (by.dataSample === null || left.version === right.version || version.state !== 'Ready' || isSameSample(left, right)) return null;
  return (
    <div className="space-y-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2 text-[13px]">
        <span className="text-muted">{t('compare.otherSample')}</span>
        <Allowed action="models:Update">
          <Button size="small" pending={measure.isPending} onClick={() => measure.mutate({ version, by })}>
            {t('compare.measure', { version: version.version, sample: by.dataSample.filename })}
          </Button>
        </Allowed>
      </p>
      {measure.error === null ? null : <ErrorPanel error={measure.error} />}
    </div>
  );
}
