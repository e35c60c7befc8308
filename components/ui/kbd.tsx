import type { ReactNode } from 'react';

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="rounded-sm border border-line-strong bg-sunken px-1 py-px text-[11px] text-muted leading-4">{children}</kbd>;
}
