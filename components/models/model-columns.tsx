import type { useTranslations } from 'next-intl';
import type { useFormat } from '@/components/i18n/use-format';
import type { Column } from '@/components/tables/data-table';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Model } from '@/services/models/schemas';
import { frameworkName } from './framework-name';

type Translate = ReturnType<typeof useTranslations>;
type Format = ReturnType<typeof useFormat>;

export function modelColumns(t: Translate, format: Format): Column<Model>[] {
  const dash = <span className="text-muted">–</span>;
  return [
    { id: 'name', header: t('name'), sort: 'name', cell: (model) => model.name },
    { id: 'framework', header: t('framework'), cell: (model) => frameworkName(model.latestVersion?.framework ?? null) },
    {
      id: 'latest',
      header: t('latest'),
      cell: ({ latestVersion }) =>
        latestVersion === null ? (
          dash
        ) : (
          <span className="inline-flex items-center gap-2">
            <span className="tabular">{latestVersion.number}</span>
            <StateBadge state={latestVersion.state} />
          </span>
        ),
    },
    {
      id: 'stage',
      header: t('stage'),
      from: 'xl',
      cell: ({ latestVersion }) => (latestVersion === null || latestVersion.stage === 'None' ? dash : <StateBadge state={latestVersion.stage} />),
    },
    {
      id: 'endpoints',
      header: t('deployedOn'),
      from: 'md',
      cell: ({ endpoints }) =>
        endpoints.length === 0 ? <span className="text-muted">{t('nowhere')}</span> : <span title={endpoints.join(', ')}>{endpoints.join(', ')}</span>,
    },
    {
      id: 'size',
      header: t('size'),
      align: 'right',
      from: 'md',
      cell: ({ latestVersion }) => (latestVersion === null ? dash : format.bytes(latestVersion.sizeBytes)),
    },
    { id: 'owner', header: t('owner'), from: 'xl', cell: (model) => model.createdBy },
    { id: 'updated', header: t('updated'), align: 'right', from: 'lg', sort: 'updatedAt', cell: (model) => <Time at={model.updatedAt} relative /> },
  ];
}
