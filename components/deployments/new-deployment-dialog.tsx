'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { instanceTypesQuery } from '@/components/instances/queries';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Notice } from '@/components/ui/notice';
import { versionQuery } from '@/components/versions/queries';
import type { Strategy } from '@/services/deployments/strategy';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { Version } from '@/services/versions/schemas';
import { createDeployment } from './queries';
import { draftOf, type Estimate, estimateOf, type RolloutDraft, variantOf } from './rollout-draft';
import { RolloutFields } from './rollout-fields';

interface NewDeploymentDialogProps {
  endpoint: Endpoint;
  onClose: () => void;
  onDone: (deploymentId: string) => void;
}

/** Deploys another version, or the same one in another size, onto an endpoint that keeps answering meanwhile. */
export function NewDeploymentDialog({ endpoint, onClose, onDone }: NewDeploymentDialogProps) {
  const t = useTranslations('deployments');
  const client = useQueryClient();
  const formId = useId();
  const [draft, setDraft] = useState<RolloutDraft>(() => draftOf(endpoint));
  const [strategy, setStrategy] = useState<Strategy>({ type: 'blue-green' });
  const types = useQuery(instanceTypesQuery());
  const serving = endpoint.variants[0];
  const deploy = useMutation({
    mutationFn: () => createDeployment(endpoint.name, { config: { variants: [variantOf(draft, serving)] }, strategy, revision: endpoint.revision }),
    onSuccess: async (deployment) => {
      await client.invalidateQueries({ queryKey: ['endpoints'] });
      onDone(deployment.id);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    deploy.mutate();
  };
  const estimate = estimateOf(draft, types.data?.items ?? [], endpoint.priceMicrosPerHour);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="medium"
      title={t('new.title')}
      description={t('new.text')}
      footer={
        <>
          <Button onClick={onClose}>{t('new.cancel')}</Button>
          <Button tone="primary" type="submit" form={formId} pending={deploy.isPending} disabled={draft.version === null}>
            {t('new.confirm')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="space-y-4">
        <RolloutFields draft={draft} onChange={setDraft} types={types.data?.items ?? []} strategy={strategy} onStrategy={setStrategy} error={deploy.error} />
        <SignatureWarning draft={draft} serving={serving} />
        {estimate === null ? null : <Price estimate={estimate} currency={endpoint.currency} both={endpoint.priceMicrosPerHour > 0} />}
        {deploy.error === null ? null : <ErrorPanel error={deploy.error} />}
      </form>
    </Dialog>
  );
}

function Price({ estimate, currency, both }: { estimate: Estimate; currency: string; both: boolean }) {
  const t = useTranslations('deployments');
  const format = useFormat();
  return (
    <p className="text-[13px] text-muted">
      <span className="font-medium text-fg">
        {t('new.price', { price: format.money(estimate.perHourMicros, currency), month: format.money(estimate.perMonthMicros, currency) })}
      </span>
      {both ? ` ${t('new.peak', { price: format.money(estimate.peakPerHourMicros, currency) })}` : null}
    </p>
  );
}

/** Says when callers of the version that serves would meet another signature. */
function SignatureWarning({ draft, serving }: { draft: RolloutDraft; serving: Endpoint['variants'][number] | undefined }) {
  const t = useTranslations('deployments');
  const isSame = serving !== undefined && draft.model === serving.model && draft.version === serving.version;
  const compared = serving !== undefined && !isSame && draft.version !== null;
  const now = useQuery({ ...versionQuery(serving?.model ?? '', serving?.version ?? 0), enabled: compared });
  const next = useQuery({ ...versionQuery(draft.model, draft.version ?? 0), enabled: compared });
  if (isSame) return <p className="text-[13px] text-muted">{t('new.sameVersion')}</p>;
  if (now.data === undefined || next.data === undefined || shapeOf(now.data) === shapeOf(next.data)) return null;
  return <Notice tone="warn" title={t('new.signatureChange')} />;
}

function shapeOf(version: Version): string {
  const { signature } = version;
  return JSON.stringify([signature?.task, signature?.inputs, signature?.labels]);
}
