import type { ReactNode } from 'react';

/** Term and value pairs; `null` values show a dash. */
export function DefinitionList({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)] gap-x-6 gap-y-2 text-[13px]">
      {items.map((item) => (
        <div key={item.term} className="contents">
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0 break-words">{item.value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
