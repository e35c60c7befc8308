'use client';
import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ContinueDrafts } from '@/components/drafts/continue-drafts';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { useRefusal } from '@/components/sessions/use-me';
import { DataTable } from '@/components/tables/data-table';
import { FilterBar, FilterChoice, SearchField } from '@/components/tables/filter-bar';
import { useFilter, useTableState } from '@/components/tables/use-table-state';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { DropZone } from '@/components/uploads/drop-zone';
import { keepFiles } from '@/components/uploads/pending-files';
import { stages } from '@/services/versions/states';
import { modelColumns } from './model-columns';
import { modelsQuery } from './queries';

const filters = ['q', 'framework', 'stage'] as const;
const frameworks = [
  { value: 'onnx', label: 'ONNX' },
  { value: 'tensorflow', label: 'TensorFlow' },
  { value: 'sklearn', label: 'scikit-learn' },
  { value: 'mxnet', label: 'MXNet' },
];

/** All models of the organization; without any, the place to drop the first one. */
export function ModelsPage() {
  const t = useTranslations('models');
  const states = useTranslations('states');
  const format = useFormat();
  const [filter, setFilter, filtered] = useFilter(filters);
  const state = useTableState();
  const models = useQuery(modelsQuery({ ...filter, sort: state.sort, cursor: state.cursor }));
  useLiveTopic('models');
  const columns = useMemo(() => modelColumns(t, format), [t, format]);
  const clear = (): void => setFilter({ q: '', framework: '', stage: '' });
  const none = models.data?.items.length === 0 && !filtered && state.cursor === '';
  return (
    <Page
      title={t('title')}
      description={t('lead')}
      actions={
        <Allowed action="models:Upload">
          <ButtonLink href={paths.newDeploy()} tone="primary" icon={<Rocket aria-hidden className="size-4" />}>
            {t('upload')}
          </ButtonLink>
        </Allowed>
      }
    >
      <ContinueDrafts />
      {none ? (
        <FirstModel />
      ) : (
        <Section flush>
          <FilterBar filtered={filtered} onClear={clear}>
            <SearchField label={t('search')} value={filter.q} onChange={(q) => setFilter({ q })} />
            <FilterChoice label={t('framework')} value={filter.framework} options={frameworks} onChange={(framework) => setFilter({ framework })} />
            <FilterChoice
              label={t('stage')}
              value={filter.stage}
              options={stages.map((stage) => ({ value: stage, label: states(stage) }))}
              onChange={(stage) => setFilter({ stage })}
            />
          </FilterBar>
          <DataTable
            label={t('title')}
            columns={columns}
            query={models}
            rowKey={(model) => model.id}
            rowHref={(model) => paths.model(model.name)}
            state={state}
            filtered={filtered}
            onClearFilter={clear}
            empty={null}
          />
        </Section>
      )}
    </Page>
  );
}

function FirstModel() {
  const router = useRouter();
  const refusal = useRefusal()('models:Upload');
  return (
    <DropZone
      refusal={refusal}
      onFiles={(files) => {
        keepFiles(files);
        router.push(paths.newDeploy());
      }}
    />
  );
}
