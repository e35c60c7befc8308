import { classNames } from './class-names';

/** A grey bar of the true size of what is to come; appears after 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('after-150ms shimmer block h-4 rounded-sm bg-sunken', className)} />;
}

/** Several lines of skeleton with an accessible word. */
export function SkeletonLines({ label, lines = 3 }: { label: string; lines?: number }) {
  return (
    <div role="status" aria-label={label} className="space-y-2.5">
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} className={i % 3 === 2 ? 'w-1/2' : i % 3 === 1 ? 'w-4/5' : 'w-full'} />
      ))}
    </div>
  );
}
