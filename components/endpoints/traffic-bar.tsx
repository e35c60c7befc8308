import { classNames } from '@/components/ui/class-names';

interface Share {
  readonly name: string;
  readonly model: string;
  readonly version: number;
  readonly currentWeight: number;
  readonly desiredWeight: number;
}

const fills = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5', 'bg-chart-6'] as const;

/** Shares of the requests in whole percent that sum to 100; while nothing serves, those that are wanted. */
export function sharesOf(variants: readonly Pick<Share, 'currentWeight' | 'desiredWeight'>[]): number[] {
  const current = variants.map((variant) => variant.currentWeight);
  const weights = current.some((weight) => weight > 0) ? current : variants.map((variant) => variant.desiredWeight);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight / sum) * 100);
  const shares = exact.map(Math.floor);
  const byRest = exact.map((value, index) => ({ index, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  const missing = 100 - shares.reduce((all, share) => all + share, 0);
  for (const { index } of byRest.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** Which versions serve and how the requests divide. The bar is a picture of the words beside it. */
export function TrafficBar({ variants, className }: { variants: readonly Share[]; className?: string }) {
  const shares = sharesOf(variants);
  if (variants.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className={classNames('inline-flex min-w-0 items-center gap-2', className)}>
      {variants.length === 1 ? null : (
        <span aria-hidden className="flex h-1.5 w-14 shrink-0 gap-px overflow-hidden rounded-full bg-sunken">
          {shares.map((share, i) => (
            <span key={i} className={classNames('h-full', fills[i % fills.length])} style={{ width: `${share}%` }} />
          ))}
        </span>
      )}
      <span className="truncate">
        {variants.map((variant, i) => (
          <span key={variant.name}>
            {i === 0 ? '' : ' · '}
            {`${variant.model}@${variant.version}`}
            {variants.length === 1 ? null : <span className="tabular text-muted"> {shares[i]} %</span>}
          </span>
        ))}
      </span>
    </span>
  );
}
