import { issueApiKey } from '@/core/api-keys';
import { AppError } from '@/core/errors';
import { covers, actions as knownActions } from '@/core/policy/actions';
import { accessWords } from '@/core/sentences/access';
import { fieldWords } from '@/core/sentences/fields';
import type { Sentence } from '@/core/sentences/sentence';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { emitKey, insertKey, toKey } from './internal';
import type { CreatedKey, CreateKeyInput } from './schemas';

/**
 * Makes an API key; the answer is the only place where it is ever shown. A key never gets more than its creator has.
 * @throws AppError `PERMISSION_DENIED` (`keys:Create`, or an action or endpoint that the creator lacks), `VALIDATION_FAILED`
 */
export async function createKey(ctx: Ctx, input: CreateKeyInput): Promise<CreatedKey> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'keys:Create', 'keys');
    requireKnown(input.actions);
    for (const action of input.actions) await requireAction(tx, action, 'keys');
    await requireEndpoints(tx, input.endpoints);
    if (input.expiresAt !== null && Date.parse(input.expiresAt) <= tx.clock.now()) throw invalid('/expiresAt', fieldWords.inPast());
    const key = issueApiKey();
    const row = await insertKey(tx, {
      key,
      organizationId: ctx.organizationId,
      projectId: await projectId(tx, input.project),
      name: input.name,
      actions: [...new Set(input.actions)],
      endpoints: [...new Set(input.endpoints)],
      expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
      requestsPerSecond: input.requestsPerSecond,
      concurrency: input.concurrency,
      createdBy: ctx.actor.name,
    });
    const shown = toKey(row);
    await emitAudit(tx, 'keys:Create', `keys/${row.id}`, { after: shown });
    await emitKey(tx, shown);
    return { ...shown, key };
  });
}

function requireKnown(wanted: readonly string[]): void {
  for (const [index, action] of wanted.entries()) {
    if (!knownActions.some((known) => covers([action], known))) throw invalid(`/actions/${index}`, fieldWords.coversNothing({ action }));
  }
}

/** A key that is itself restricted to endpoints makes only keys for these. */
async function requireEndpoints(tx: TxCtx, wanted: readonly string[]): Promise<void> {
  if ((tx.endpoints ?? []).length === 0) return;
  if (wanted.length === 0) await requireAction(tx, 'endpoints:Invoke', 'endpoints');
  for (const name of wanted) await requireAction(tx, 'endpoints:Invoke', `endpoints/${name}`);
}

async function projectId(tx: TxCtx, name: string | undefined): Promise<string> {
  if (name === undefined) return tx.projectId;
  const project = await tx.tx.project.findUnique({ where: { organizationId_name: { organizationId: tx.organizationId, name } } });
  if (project === null) throw invalid('/project', fieldWords.thereIsNoProject({ name }));
  return project.id;
}

function invalid(pointer: string, detail: Sentence): AppError {
  return new AppError('VALIDATION_FAILED', { detail: accessWords.keyNotMade({ field: pointer.slice(1), what: detail }), errors: [{ pointer, detail }] });
}
