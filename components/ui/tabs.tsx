'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classNames } from './class-names';

const tab =
  'relative -mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 border-transparent px-0.5 text-[13px] text-muted hover:text-fg focus-visible:-outline-offset-2 aria-selected:border-accent-text aria-selected:font-medium aria-selected:text-fg aria-[current=page]:border-accent-text aria-[current=page]:font-medium aria-[current=page]:text-fg';
const strip = 'flex gap-5 overflow-x-auto border-line border-b [scrollbar-width:none]';

interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  tabs: readonly { value: Value; label: ReactNode; content: ReactNode }[];
  className?: string;
  panelClassName?: string;
}

/** Panels of one page of which one shows; arrows change it. Only the shown panel is mounted. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, className, panelClassName }: TabsProps<Value>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = tabs.find((one) => one.value === value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((one) => one.value === value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    onChange(next.value);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-tab-${next.value}`)}`)?.focus();
  };
  return (
    <div className={className}>
      <div ref={list} role="tablist" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown} className={strip}>
        {tabs.map((one) => (
          <button
            key={one.value}
            id={`${id}-tab-${one.value}`}
            type="button"
            role="tab"
            aria-selected={one.value === value}
            aria-controls={one.value === value ? `${id}-panel` : undefined}
            tabIndex={one.value === value ? 0 : -1}
            onClick={() => onChange(one.value)}
            className={tab}
          >
            {one.label}
          </button>
        ))}
      </div>
      {shown === undefined ? null : (
        <div key={shown.value} id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-tab-${shown.value}`} className={classNames('pt-3', panelClassName)}>
          {shown.content}
        </div>
      )}
    </div>
  );
}

/** Tabs that are pages: links with an address of their own. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly { href: string; label: ReactNode }[] }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className={strip}>
      {tabs.map((one) => (
        <Link key={one.href} href={one.href} aria-current={path === one.href ? 'page' : undefined} className={tab}>
          {one.label}
        </Link>
      ))}
    </nav>
  );
}
