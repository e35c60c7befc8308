'use client';
import { useFormat } from '@/components/i18n/use-format';

/** A moment: absolute, in the reader's zone; the whole date with the zone's name and how long ago on hover. `relative` swaps the two. */
export function Time({ at, relative = false }: { at: string | number | null; relative?: boolean }) {
  const format = useFormat();
  if (at === null) return <span className="text-muted">–</span>;
  const long = format.timeLong(at);
  return (
    <time
      suppressHydrationWarning
      dateTime={new Date(at).toISOString()}
      title={relative ? long : `${long} · ${format.relative(at)}`}
      className="tabular whitespace-nowrap"
    >
      {relative ? format.relative(at) : format.time(at)}
    </time>
  );
}
