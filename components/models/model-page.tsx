'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { Page } from '@/components/layout/page';
import { useLiveTopic } from '@/components/live/live-provider';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { DataTable } from '@/components/tables/data-table';
import { useTableState } from '@/components/tables/use-table-state';
import { Button, ButtonLink } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DefinitionList } from '@/components/ui/definition-list';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { SkeletonLines } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { showToast } from '@/components/ui/toast';
import { versionsQuery } from '@/components/versions/queries';
import { versionColumns } from '@/components/versions/version-columns';
import type { Model } from '@/services/models/schemas';
import { EditableDescription } from './editable-description';
import { EndpointLinks } from './endpoint-links';
import { deleteModel, modelQuery } from './queries';

/** One model: its versions, where it serves, its description. */
export function ModelPage({ name }: { name: string }) {
  const t = useTranslations('models');
  const model = useQuery(modelQuery(name));
  useLiveTopic(`models/${name}`);
  return (
    <Page
      title={name}
      crumbs={[{ label: t('title'), href: paths.models() }]}
      actions={
        model.data === undefined ? null : (
          <>
            <DeleteModel model={model.data} />
            <Allowed action="models:Upload">
              <ButtonLink href={paths.newDeploy({ model: name })} tone="primary" icon={<Plus aria-hidden className="size-4" />}>
                {t('newVersion')}
              </ButtonLink>
            </Allowed>
          </>
        )
      }
    >
      {model.error === null ? null : <ErrorPanel error={model.error} onRetry={() => void model.refetch()} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Versions name={name} />
        <Section title={t('about')}>{model.data === undefined ? <SkeletonLines label={t('about')} lines={5} /> : <About model={model.data} />}</Section>
      </div>
    </Page>
  );
}

function Versions({ name }: { name: string }) {
  const t = useTranslations('versions');
  const format = useFormat();
  const state = useTableState();
  const versions = useQuery(versionsQuery(name, { sort: state.sort, cursor: state.cursor }));
  const columns = useMemo(() => versionColumns(t, format), [t, format]);
  return (
    <Section flush title={t('title')}>
      <DataTable
        label={t('title')}
        columns={columns}
        query={versions}
        rowKey={(version) => version.id}
        rowHref={(version) => paths.version(version.model, version.version)}
        state={state}
        empty={<EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>}
      />
    </Section>
  );
}

function About({ model }: { model: Model }) {
  const t = useTranslations('models');
  return (
    <div className="space-y-4">
      <EditableDescription model={model} />
      <DefinitionList
        items={[
          { term: t('deployedOn'), value: model.endpoints.length === 0 ? t('nowhere') : <EndpointLinks names={model.endpoints} /> },
          { term: t('project'), value: model.project },
          { term: t('owner'), value: model.createdBy },
          { term: t('created'), value: <Time at={model.createdAt} /> },
        ]}
      />
    </div>
  );
}

function DeleteModel({ model }: { model: Model }) {
  const t = useTranslations('models');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const remove = async (): Promise<void> => {
    await deleteModel(model.name);
    showToast(t('deleted', { name: model.name }));
    router.push(paths.models());
  };
  return (
    <>
      <Allowed action="models:Delete" refusal={model.endpoints.length === 0 ? null : t('inUse', { endpoints: model.endpoints.join(', ') })}>
        <Button tone="danger" icon={<Trash2 aria-hidden className="size-4" />} onClick={() => setOpen(true)}>
          {t('delete')}
        </Button>
      </Allowed>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('deleteTitle', { name: model.name })}
        confirm={t('delete')}
        onConfirm={remove}
        typedName={model.name}
        danger
      >
        {t('deleteText', { versions: model.versions })}
      </ConfirmDialog>
    </>
  );
}
