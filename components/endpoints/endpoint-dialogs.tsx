'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { endpointFiguresQuery } from '@/components/metrics/queries';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { showToast } from '@/components/ui/toast';
import type { Endpoint } from '@/services/endpoints/schemas';
import { figuresSeconds, replicasOf } from './figures';
import { removeEndpoint, rollbackEndpoint, stopEndpoint } from './queries';

interface DialogProps {
  endpoint: Endpoint;
  open: boolean;
  onClose: () => void;
}

/** Whom a stop or delete touches, in figures. */
function BlastRadius({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const figures = useQuery(endpointFiguresQuery(figuresSeconds)).data?.items.find((item) => item.endpoint === endpoint.name);
  const rate = Math.round(((figures?.requests ?? 0) / figuresSeconds) * 60);
  return (
    <ul className="mt-2 list-disc space-y-1 pl-4">
      <li>{t('stopDialog.traffic', { rate: figures !== undefined && figures.requests > 0 ? Math.max(1, rate) : 0 })}</li>
      <li>{t('stopDialog.replicas', { count: replicasOf(endpoint).ready })}</li>
      {endpoint.deployment?.state === 'InProgress' ? <li>{t('stopDialog.deployment', { number: endpoint.deployment.number })}</li> : null}
    </ul>
  );
}

export function StopDialog({ endpoint, open, onClose }: DialogProps) {
  const t = useTranslations('endpoints');
  const client = useQueryClient();
  const stop = async (): Promise<void> => {
    await stopEndpoint(endpoint);
    showToast(t('stopDialog.done', { name: endpoint.name }));
    await client.invalidateQueries({ queryKey: ['endpoints'] });
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={t('stopDialog.title', { name: endpoint.name })}
      confirm={t('stopDialog.confirm')}
      onConfirm={stop}
      danger
    >
      {t('stopDialog.text')}
      <BlastRadius endpoint={endpoint} />
    </ConfirmDialog>
  );
}

export function DeleteDialog({ endpoint, open, onClose, onDone }: DialogProps & { onDone: () => void }) {
  const t = useTranslations('endpoints');
  const client = useQueryClient();
  const remove = async (): Promise<void> => {
    await removeEndpoint(endpoint);
    showToast(t('deleteDialog.done', { name: endpoint.name }));
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    onDone();
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={t('deleteDialog.title', { name: endpoint.name })}
      confirm={t('deleteDialog.confirm')}
      onConfirm={remove}
      typedName={endpoint.name}
      danger
    >
      {t('deleteDialog.text')}
      <BlastRadius endpoint={endpoint} />
    </ConfirmDialog>
  );
}

export function RollbackDialog({ endpoint, open, onClose, onDone }: DialogProps & { onDone: (deploymentId: string) => void }) {
  const t = useTranslations('endpoints');
  const client = useQueryClient();
  const rollBack = async (): Promise<void> => {
    const deployment = await rollbackEndpoint(endpoint);
    showToast(t('rollbackDialog.done', { name: endpoint.name }));
    await client.invalidateQueries({ queryKey: ['endpoints'] });
    onDone(deployment.id);
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={t('rollbackDialog.title', { name: endpoint.name })}
      confirm={t('rollbackDialog.confirm')}
      onConfirm={rollBack}
    >
      {t('rollbackDialog.text')}
    </ConfirmDialog>
  );
}
