import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { containerWords } from '@/core/sentences/containers';
import type { Sentence } from '@/core/sentences/sentence';
import { versionWords } from '@/core/sentences/versions';
import type { Prisma } from '@/prisma/client';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { lockModelInOrganization } from '../models/internal';
import { pendingEvaluation, resolveDataSample } from './data-sample';
import { emitVersion, pendingChecks, toVersion } from './internal';
import type { CreateVersionInput, Version } from './schemas';
import { resolveSource } from './source';

/**
 * Registers a version from uploads, an S3 object or a sample. It answers at once with state `Checking`; the check of its files runs in control.
 * @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NOT_FOUND`, `STATE_CONFLICT` (an upload that is not `Ready`), `VALIDATION_FAILED`
 */
export async function createVersion(ctx: Ctx, input: CreateVersionInput): Promise<Version> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Upload', `models/${input.model}`);
    requireRuntime(input);
    const model = await lockModelInOrganization(tx, input.model);
    const artifacts = await resolveSource(tx, input.source);
    const dataSample = input.dataSample === undefined ? null : await resolveDataSample(tx, input.dataSample);
    const at = new Date(ctx.clock.now());
    const requested = {
      artifacts,
      framework: input.framework ?? null,
      signature: input.signature ?? null,
      runtime: input.runtime,
      container: input.container ?? null,
    };
    // The counter only grows: the number of a version that is gone is never given again.
    await tx.tx.model.update({ where: { id: model.id }, data: { nextVersion: { increment: 1 }, updatedAt: at } });
    const created = await tx.tx.version.create({
      data: {
        id: newId('ver'),
        organizationId: ctx.organizationId,
        projectId: model.projectId,
        modelId: model.id,
        number: model.nextVersion,
        state: 'Checking',
        source: input.source,
        requested: requested as unknown as Prisma.InputJsonValue,
        checks: pendingChecks as unknown as Prisma.InputJsonValue,
        ...(dataSample === null ? {} : { dataSample: { ...dataSample }, evaluation: { ...pendingEvaluation } as Prisma.InputJsonValue }),
        metadata: input.metadata as Prisma.InputJsonValue,
        createdBy: ctx.actor.name,
        createdAt: at,
        updatedAt: at,
      },
    });
    const row = { ...created, model };
    const version = await toVersion(tx, row);
    await emitAudit(tx, 'models:Upload', `models/${model.name}/versions/${row.number}`, { after: version });
    await emitVersion(tx, row, version, versionWords.registered({ who: ctx.actor.name, model: model.name, version: row.number }));
    return version;
  });
}

/** Settings that nothing would look at are a mistake. */
function requireRuntime({ runtime, container, framework, source }: CreateVersionInput): void {
  if (runtime === 'container' && 'sample' in source) throw misfit('/runtime', versionWords.sampleIsOnnx());
  if (container !== undefined && runtime !== 'container' && runtime !== 'auto') throw misfit('/container', containerWords.onlyContainer());
  if (runtime === 'container' && framework !== undefined) throw misfit('/framework', versionWords.containerHasNone());
}

function misfit(pointer: string, detail: Sentence): AppError {
  return new AppError('VALIDATION_FAILED', { detail, errors: [{ pointer, detail }] });
}
