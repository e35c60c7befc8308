import type { TxCtx } from '../context';

const prefix = 'as-of:';
/** A reporter that was silent for so long is gone, and holds nobody up. */
const goneMs = 60 * 60_000;

/** Notes that everything up to `at` (ms since 1970) is counted as far as `reporter` knows: a gateway's segments, or the instance ledger. */
export async function noteCountedUntil(ctx: TxCtx, reporter: string, at: number): Promise<void> {
  const value = BigInt(Math.floor(at));
  await ctx.tx.$executeRaw`
    INSERT INTO counters AS c (name, value) VALUES (${prefix + reporter}, ${value})
    ON CONFLICT (name) DO UPDATE SET value = greatest(c.value, EXCLUDED.value)`;
}

/** The time up to which every figure is complete; the present where nothing reports. */
export async function usageAsOf(ctx: TxCtx): Promise<Date> {
  const now = ctx.clock.now();
  const reports = await ctx.tx.counter.findMany({ where: { name: { startsWith: prefix }, value: { gt: BigInt(Math.floor(now) - goneMs) } } });
  return new Date(reports.reduce((least, report) => Math.min(least, Number(report.value)), now));
}
