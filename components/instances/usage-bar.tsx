import { classNames } from '@/components/ui/class-names';

/** A short bar beside a figure; the figure says the value, so the bar is hidden from screen readers. @param share 0 to 1 */
export function UsageBar({ share, children }: { share: number; children: string }) {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span aria-hidden className="hidden h-1.5 w-16 overflow-hidden rounded-full bg-sunken md:block">
        <span className={classNames('block h-full rounded-full', share > 0.9 ? 'bg-warn' : 'bg-chart-1')} style={{ width: `${width}%` }} />
      </span>
      <span className="tabular">{children}</span>
    </span>
  );
}
