import type { z } from 'zod';
import { AppError } from '@/core/errors';
import type { Words } from '@/core/sentences/sentence';
import { serverWords } from '@/core/sentences/server';
import { versionWords } from '@/core/sentences/versions';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitVersion, lockVersionInOrganization, toVersion } from './internal';
import type { UpdateVersionInput, Version } from './schemas';
import { stages } from './states';

/**
 * Changes stage or notes. Promoting to Production needs the right to approve; archiving is refused while endpoints serve the version.
 * @throws AppError `PERMISSION_DENIED` (`models:Update`, `models:Approve`), `NOT_FOUND`, `REVISION_CONFLICT`, `STATE_CONFLICT`, `IN_USE`
 */
export async function updateVersion(ctx: Ctx, input: z.infer<typeof UpdateVersionInput>): Promise<Version> {
  const resource = `models/${input.model}/versions/${input.version}`;
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Update', resource);
    const row = await lockVersionInOrganization(tx, input.model, input.version);
    if (input.revision !== undefined && input.revision !== row.revision) {
      throw new AppError('REVISION_CONFLICT', { detail: versionWords.changed({ resource }), fix: serverWords.lookAgain() });
    }
    const before = await toVersion(tx, row);
    const stage = input.stage ?? row.stage;
    const notes = input.notes ?? row.notes;
    if (stage === row.stage && notes === row.notes) return before;
    if (stage !== row.stage && stage === 'Production') await requireAction(tx, 'models:Approve', resource);
    if (stage !== row.stage) requireStage(before, stage);
    const updated = await tx.tx.version.update({
      where: { id: row.id },
      data: { stage, notes, updatedAt: new Date(ctx.clock.now()), revision: { increment: 1 } },
    });
    const changed = { ...updated, model: row.model };
    const version = await toVersion(tx, changed);
    await emitAudit(tx, stage === 'Production' && row.stage !== stage ? 'models:Approve' : 'models:Update', resource, { before, after: version });
    const moved = { who: ctx.actor.name, model: row.model.name, version: row.number, stage: stageWords(stage) };
    await emitVersion(tx, changed, version, stage === row.stage ? '' : versionWords.moved(moved));
    return version;
  });
}

function stageWords(stage: string): Words {
  const known = stages.find((one) => one === stage);
  return known === undefined ? stage : versionWords[known]();
}

function requireStage(version: Version, stage: string): void {
  if (stage === 'Archived' && version.usedBy.length > 0) {
    throw new AppError('IN_USE', {
      detail: versionWords.inUse({ model: version.model, version: version.version, endpoints: version.usedBy }),
      fix: versionWords.deployOther(),
      evidence: version.usedBy.join(', '),
    });
  }
  if ((stage === 'Staging' || stage === 'Production') && version.state !== 'Ready') {
    throw new AppError('STATE_CONFLICT', {
      detail: versionWords.onlyReady({ model: version.model, version: version.version, state: version.state, stage: stageWords(stage) }),
      fix: version.state === 'Checking' ? versionWords.waitForChecks() : versionWords.registerPassing(),
    });
  }
}
