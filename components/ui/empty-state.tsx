import type { ReactNode } from 'react';

/** What a list shows when there is nothing yet: what would stand here, and the way to it. */
export function EmptyState({ icon, title, children, actions }: { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      {icon === undefined ? null : <div className="mb-1 grid size-10 place-items-center rounded-lg border border-line bg-sunken text-muted">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <div className="max-w-prose text-[13px] text-muted">{children}</div>}
      {actions === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
