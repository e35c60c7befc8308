import { covers } from '@/core/policy/actions';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { usageAsOf } from './as-of';
import { type LedgerRow, readLedger } from './ledger';
import { type Period, periodOf } from './period';
import type { Costs, Usage, UsageInput } from './schemas';

type CostItem = Costs['items'][number];

/**
 * What was used in a period, by the given groups; whoever may not read all projects sees the own one. At most 15 s behind: `asOf`.
 * @throws AppError `PERMISSION_DENIED` (`usage:Read`), `VALIDATION_FAILED` (period)
 */
export async function getUsage(ctx: Ctx, input: UsageInput): Promise<Usage> {
  const costs = await getCosts(ctx, input);
  return { items: costs.items.map(withoutAmount), total: withoutAmount(costs.total), asOf: costs.asOf };
}

/** The same with what it costs. Every grouping has the same sum. @throws AppError as `getUsage` */
export async function getCosts(ctx: Ctx, input: UsageInput): Promise<Costs> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'usage:Read', input.endpoint === undefined ? 'endpoints' : `endpoints/${input.endpoint}`);
    const items = (await readLedger(tx, { ...periodOf(input, ctx.clock.now()), groups: input.groupBy, endpoint: input.endpoint, projectId: payer(tx) })).map(
      toItem,
    );
    return { items, total: sumOf(items), currency: await currencyOf(tx), asOf: (await usageAsOf(tx)).toISOString() };
  });
}

/** What the caller's view of the organization costs in a period, in micro-units. */
export async function costMicrosOf(tx: TxCtx, period: Period): Promise<number> {
  const [row] = await readLedger(tx, { ...period, groups: [], endpoint: undefined, projectId: payer(tx) });
  return Number(row?.amountMicros ?? 0n);
}

export async function currencyOf(tx: TxCtx): Promise<string> {
  const organization = await tx.tx.organization.findUnique({ where: { id: tx.organizationId }, select: { currency: true } });
  return organization?.currency ?? 'USD';
}

function payer(tx: TxCtx): string | undefined {
  return covers(tx.actions, 'usage:ReadAll') ? undefined : tx.projectId;
}

function toItem(row: LedgerRow): CostItem {
  const { bytesIn, bytesOut, modelMicroseconds, instanceMilliseconds, amountMicros, requests, predictions, errors, unknown, ...groups } = row;
  return {
    ...groups,
    requests: Number(requests),
    predictions: Number(predictions),
    errors: Number(errors),
    unknown: Number(unknown),
    instanceSeconds: Number(instanceMilliseconds) / 1000,
    modelMilliseconds: Number(modelMicroseconds) / 1000,
    bytesIn: Number(bytesIn),
    bytesOut: Number(bytesOut),
    amountMicros: Number(amountMicros),
  };
}

/** Seconds and milliseconds have three decimals; added up as integers, so that no sum drifts. */
function sumOf(items: readonly CostItem[]): Costs['total'] {
  const whole = (pick: (item: CostItem) => number): number => items.reduce((sum, item) => sum + pick(item), 0);
  const thousandths = (pick: (item: CostItem) => number): number => whole((item) => Math.round(pick(item) * 1000)) / 1000;
  return {
    requests: whole((item) => item.requests),
    predictions: whole((item) => item.predictions),
    errors: whole((item) => item.errors),
    unknown: whole((item) => item.unknown),
    instanceSeconds: thousandths((item) => item.instanceSeconds),
    modelMilliseconds: thousandths((item) => item.modelMilliseconds),
    bytesIn: whole((item) => item.bytesIn),
    bytesOut: whole((item) => item.bytesOut),
    amountMicros: whole((item) => item.amountMicros),
  };
}

function withoutAmount<Item extends { amountMicros: number }>(item: Item): Omit<Item, 'amountMicros'> {
  const { amountMicros: _amount, ...rest } = item;
  return rest;
}
