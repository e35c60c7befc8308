import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { TxCtx } from '@/services/context';
import { emitDeployment, type LogLine, toDeployment } from '@/services/deployments/internal';
import type { PhaseName } from '@/services/deployments/schemas';

const linesMax = 500;

/** Adds a line to the log of a deployment that is under way, and tells who watches it. Nothing happens once it has ended. */
export async function appendLog(ctx: TxCtx, deploymentId: string, level: LogLine['level'], phase: PhaseName, message: Words): Promise<void> {
  const line: LogLine = { at: new Date(ctx.clock.now()).toISOString(), level, phase, ...inEnglish({ message }) };
  const changed = await ctx.tx.$executeRaw`
    UPDATE deployments SET log = log || ${JSON.stringify([line])}::jsonb
    WHERE id = ${deploymentId} AND state = 'InProgress' AND jsonb_array_length(log) < ${linesMax}`;
  if (changed === 0) return;
  await tellDeployment(ctx, deploymentId);
}

/** Sends the deployment as it stands now to those who watch. */
export async function tellDeployment(ctx: TxCtx, deploymentId: string, message: Words = '', level: LogLine['level'] = 'info'): Promise<void> {
  const row = await ctx.tx.deployment.findUniqueOrThrow({ where: { id: deploymentId }, include: { endpoint: true } });
  await emitDeployment(ctx, await toDeployment(ctx, row, row.endpoint.name), row, message, level);
}
