'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRefusal } from '@/components/sessions/use-me';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Select } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import type { Version } from '@/services/versions/schemas';
import { stages } from '@/services/versions/states';
import { updateVersion, versionQuery } from './queries';

/** Moves a version between stages; Production needs the permission to approve. */
export function StageSelect({ version }: { version: Version }) {
  const t = useTranslations('versions');
  const states = useTranslations('states');
  const refusal = useRefusal();
  const client = useQueryClient();
  const move = useMutation({
    mutationFn: (stage: string) => updateVersion(version.model, version.version, { stage, revision: version.revision }),
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(version.model, version.version).queryKey, saved);
      showToast(t('stageMoved', { stage: states(saved.stage) }));
    },
  });
  const cannotUpdate = refusal('models:Update');
  const cannotApprove = refusal('models:Approve');
  return (
    <div className="space-y-2">
      <Select
        aria-label={t('stage')}
        value={version.stage}
        disabled={cannotUpdate !== null || move.isPending}
        onChange={(event) => move.mutate(event.target.value)}
        className="max-w-48"
      >
        {stages.map((stage) => (
          <option key={stage} value={stage} disabled={stage === 'Production' && cannotApprove !== null}>
            {states(stage)}
          </option>
        ))}
      </Select>
      {cannotUpdate === null && cannotApprove === null ? null : <p className="text-muted text-xs">{cannotUpdate ?? cannotApprove}</p>}
      {move.error === null ? null : <ErrorPanel error={move.error} />}
    </div>
  );
}
