'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Trash2, Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { NewDeploymentDialog } from '@/components/deployments/new-deployment-dialog';
import { paths } from '@/components/paths';
import { Allowed } from '@/components/sessions/allowed';
import { useRefusal } from '@/components/sessions/use-me';
import { Button, ButtonLink, IconButton } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { showToast } from '@/components/ui/toast';
import type { Endpoint } from '@/services/endpoints/schemas';
import { DeleteDialog, RollbackDialog, StopDialog } from './endpoint-dialogs';
import { startEndpoint } from './queries';
import { useStateRefusal } from './use-state-refusal';

type Open = 'stop' | 'delete' | 'rollback' | 'deploy' | null;

/** Test, deploy, stop or start, and what is rarely wanted. The states' own table says why a button is off. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('endpoints');
  const router = useRouter();
  const lacks = useRefusal();
  const [open, setOpen] = useState<Open>(null);
  const refusal = useStateRefusal(endpoint);
  const close = (): void => setOpen(null);
  return (
    <>
      <Allowed action="endpoints:Invoke">
        <ButtonLink href={paths.playground(endpoint.name)}>{t('test')}</ButtonLink>
      </Allowed>
      <StopOrStart endpoint={endpoint} onStop={() => setOpen('stop')} />
      <Menu
        trigger={
          <IconButton label={`${t('rollback')}, ${t('delete')}`} tone="plain">
            <Ellipsis aria-hidden className="size-4" />
          </IconButton>
        }
      >
        <MenuItem icon={<Undo2 aria-hidden />} onSelect={() => setOpen('rollback')} disabledReason={lacks('endpoints:Deploy') ?? refusal('rollback')}>
          {t('rollback')}
        </MenuItem>
        <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setOpen('delete')} disabledReason={lacks('endpoints:Delete') ?? refusal('delete')}>
          {t('delete')}
        </MenuItem>
      </Menu>
      <Allowed action="endpoints:Deploy" refusal={refusal('deploy')}>
        <Button tone="primary" onClick={() => setOpen('deploy')}>
          {t('newDeployment')}
        </Button>
      </Allowed>
      <StopDialog endpoint={endpoint} open={open === 'stop'} onClose={close} />
      <DeleteDialog endpoint={endpoint} open={open === 'delete'} onClose={close} onDone={() => router.push(paths.endpoints())} />
      <RollbackDialog endpoint={endpoint} open={open === 'rollback'} onClose={close} onDone={(id) => router.push(paths.deployment(endpoint.name, id))} />
      {open === 'deploy' ? <NewDeploymentDialog endpoint={endpoint} onClose={close} onDone={(id) => router.push(paths.deployment(endpoint.name, id))} /> : null}
    </>
  );
}

/** Stopped endpoints offer Start, all others Stop. */
export function StopOrStart({ endpoint, onStop }: { endpoint: Endpoint; onStop: () => void }) {
  const t = useTranslations('endpoints');
  const client = useQueryClient();
  const refusal = useStateRefusal(endpoint);
  const start = useMutation({
    mutationFn: () => startEndpoint(endpoint),
    onSuccess: () => showToast(t('startDialog.done', { name: endpoint.name })),
    onError: (error) => showToast(error.message, { tone: 'bad' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['endpoints'] }),
  });
  if (endpoint.state === 'Stopped' || endpoint.state === 'ScaledToZero' || endpoint.state === 'Failed') {
    return (
      <Allowed action="endpoints:Start">
        <Button pending={start.isPending} onClick={() => start.mutate()}>
          {t('start')}
        </Button>
      </Allowed>
    );
  }
  return (
    <Allowed action="endpoints:Stop" refusal={refusal('stop')}>
      <Button onClick={onStop}>{t('stop')}</Button>
    </Allowed>
  );
}
