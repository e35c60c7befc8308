export interface Toast {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly tone: 'ok' | 'bad';
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

type Listener = () => void;
const shownMax = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<Listener>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  subscribe: (listener: Listener): Listener => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  all: (): readonly Toast[] => toasts,
  remove: (id: number): void => set(toasts.filter((toast) => toast.id !== id)),
};

/** Says in a corner, politely, that something was done. Failures stand where they happened, not in a toast. */
export function showToast(title: string, options: Partial<Omit<Toast, 'id' | 'title'>> = {}): void {
  lastId += 1;
  set([...toasts, { id: lastId, title, tone: 'ok' as const, ...options }].slice(-shownMax));
}
