import { endpointWords } from '@/core/sentences/endpoints';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Prisma } from '@/prisma/client';
import type { Deployment as DeploymentRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { freeConfigName, insertConfig } from '../endpoint-configs/internal';
import type { Variant } from '../endpoint-configs/schemas';
import { beginServing, insertDeployment, nextDeploymentNumber, pendingPhases } from './internal';

/** Configs are immutable: a change that needs no new replica becomes a config and a deployment of its own, which takes over the running instances. */
export async function takeOver(
  tx: TxCtx,
  active: DeploymentRow,
  change: { readonly endpointName: string; readonly variants: readonly Variant[]; readonly detail: Sentence },
): Promise<DeploymentRow> {
  const { endpointName, variants, detail } = change;
  const number = await nextDeploymentNumber(tx, active.endpointId);
  const config = await insertConfig(tx, { name: await freeConfigName(tx, endpointName, number), projectId: active.projectId, variants });
  const inserted = await insertDeployment(tx, { ...active, id: active.endpointId }, { configId: config.id, number, strategy: { type: 'blue-green' } });
  const at = new Date(tx.clock.now());
  const phases = pendingPhases({ type: 'blue-green' }).map((phase) =>
    phase.name === 'Shift traffic'
      ? { ...phase, state: 'Done', startedAt: at.toISOString(), endedAt: at.toISOString(), ...inEnglish({ detail }) }
      : { ...phase, state: 'Skipped', ...inEnglish({ detail: endpointWords.replicasGoOn() }) },
  );
  const deployment = await tx.tx.deployment.update({
    where: { id: inserted.id },
    data: { state: 'Succeeded', endedAt: at, phases: phases as unknown as Prisma.InputJsonValue },
  });
  await tx.tx.instance.updateMany({ where: { deploymentId: active.id, endedAt: null }, data: { deploymentId: deployment.id } });
  await tx.tx.replica.updateMany({ where: { deploymentId: active.id, endedAt: null }, data: { deploymentId: deployment.id } });
  await beginServing(tx, active.endpointId, deployment.id);
  return deployment;
}
