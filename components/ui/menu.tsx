'use client';
import Link from 'next/link';
import {
  cloneElement,
  createContext,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { useAnchored } from './anchored';
import { classNames } from './class-names';

const item =
  'flex w-full select-none items-center gap-2 rounded-sm px-2 py-1.5 text-left text-[13px] hover:bg-hover focus-visible:bg-hover focus-visible:outline-offset-0 aria-disabled:opacity-60 [&_svg]:size-4 [&_svg]:text-muted';

const MenuContext = createContext<{ close: (giveBackFocus?: boolean) => void }>({ close: () => undefined });

interface TriggerProps {
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  'aria-controls'?: string;
  onClick?: (event: MouseEvent) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** A button that opens a list of actions. `trigger` is the button element. Arrows move, letters jump, Escape and Tab leave. */
export function Menu({ trigger, children, align = 'end' }: { trigger: ReactElement<TriggerProps>; children: ReactNode; align?: 'start' | 'end' }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  useAnchored(open, anchor, popup, align);
  useEffect(() => {
    const box = popup.current;
    if (!open || box === null) return;
    itemsOf(box)[0]?.focus();
    const onToggle = (event: Event): void => {
      if ('newState' in event && event.newState === 'closed') setOpen(false); // Escape, or a click elsewhere
    };
    box.addEventListener('toggle', onToggle);
    return () => box.removeEventListener('toggle', onToggle);
  }, [open]);
  const close = (giveBackFocus = true): void => {
    setOpen(false);
    if (giveBackFocus) anchor.current?.querySelector<HTMLElement>('button, a')?.focus();
  };
  return (
    <span ref={anchor} className="inline-flex">
      {cloneElement(trigger, {
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': open ? id : undefined,
        onClick: () => setOpen(!open),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        },
      })}
      {open ? (
        <div
          ref={popup}
          id={id}
          role="menu"
          tabIndex={-1}
          popover="auto"
          onKeyDown={(event) => onMenuKey(event, close)}
          className="fixed inset-auto m-0 min-w-44 max-w-80 rounded-lg border border-line-strong bg-surface p-1 text-fg"
        >
          <MenuContext value={{ close }}>{children}</MenuContext>
        </div>
      ) : null}
    </span>
  );
}

function itemsOf(box: HTMLElement): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

function onMenuKey(event: KeyboardEvent<HTMLDivElement>, close: (giveBackFocus?: boolean) => void): void {
  const items = itemsOf(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const go = (index: number): void => {
    event.preventDefault();
    items[(index + items.length) % items.length]?.focus();
  };
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if (event.key === 'Home') go(0);
  else if (event.key === 'End') go(items.length - 1);
  else if (event.key === 'Tab') close(false);
  else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (event.key.length === 1 && event.key !== ' ') {
    const wanted = event.key.toLowerCase();
    const found = [...items.slice(at + 1), ...items.slice(0, at + 1)].find((one) => one.textContent?.trim().toLowerCase().startsWith(wanted));
    found?.focus();
  }
}

interface MenuItemProps {
  children: ReactNode;
  icon?: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  /** Why it cannot be used now; shown below the words. */
  disabledReason?: string | null;
}

export function MenuItem({ children, icon, onSelect, danger = false, disabledReason = null }: MenuItemProps) {
  const { close } = useContext(MenuContext);
  const select = (): void => {
    if (disabledReason !== null) return;
    close();
    onSelect();
  };
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={disabledReason !== null || undefined}
      onClick={select}
      className={classNames(item, danger && 'text-bad [&_svg]:text-bad')}
    >
      {icon}
      <span className="min-w-0">
        {children}
        {disabledReason === null ? null : <span className="block text-muted text-xs">{disabledReason}</span>}
      </span>
    </button>
  );
}

export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  const { close } = useContext(MenuContext);
  return (
    <Link href={href} role="menuitem" tabIndex={-1} onClick={() => close(false)} className={item}>
      {icon}
      {children}
    </Link>
  );
}

/** One of several choices of which exactly one holds. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode; lang?: string }[];
  onChange: (value: Value) => void;
}) {
  const { close } = useContext(MenuContext);
  const select = (next: Value): void => {
    close();
    onChange(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: inside a menu a group has no element of its own
    <div role="group" aria-label={label}>
      <p aria-hidden className="px-2 pt-1.5 pb-1 text-muted text-xs">
        {label}
      </p>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={option.value === value}
          lang={option.lang}
          onClick={() => select(option.value)}
          className={classNames(item, option.value === value && 'font-medium')}
        >
          {option.icon}
          {option.label}
          {option.value === value ? (
            <span aria-hidden className="ml-auto text-accent-text">
              ✓
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}

export function MenuSeparator() {
  return <hr className="-mx-1 my-1 border-line border-t" />;
}
