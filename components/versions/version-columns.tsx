import type { useTranslations } from 'next-intl';
import type { useFormat } from '@/components/i18n/use-format';
import { frameworkName } from '@/components/models/framework-name';
import type { Column } from '@/components/tables/data-table';
import { StateBadge } from '@/components/ui/state-badge';
import { Time } from '@/components/ui/time';
import type { Version } from '@/services/versions/schemas';

type Translate = ReturnType<typeof useTranslations>;
type Format = ReturnType<typeof useFormat>;

export function versionColumns(t: Translate, format: Format): Column<Version>[] {
  const dash = <span className="text-muted">–</span>;
  return [
    { id: 'version', header: t('version'), cell: (version) => t('number', { version: version.version }) },
    { id: 'state', header: t('state'), cell: (version) => <StateBadge state={version.state} /> },
    { id: 'stage', header: t('stage'), cell: (version) => (version.stage === 'None' ? dash : <StateBadge state={version.stage} />) },
    { id: 'framework', header: t('framework'), from: 'md', cell: (version) => frameworkName(version.framework, version.frameworkVersion) },
    {
      id: 'size',
      header: t('size'),
      align: 'right',
      from: 'md',
      cell: (version) => format.bytes(version.files.reduce((sum, file) => sum + file.sizeBytes, 0)),
    },
    { id: 'usedBy', header: t('usedBy'), from: 'lg', cell: (version) => (version.usedBy.length === 0 ? dash : version.usedBy.join(', ')) },
    { id: 'created', header: t('created'), align: 'right', cell: (version) => <Time at={version.createdAt} relative /> },
  ];
}
