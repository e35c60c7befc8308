import type { Status } from '@/services/status/schemas';

type State = Status['components'][number]['state'];
const order: readonly State[] = ['ok', 'degraded', 'down'];

/** The state of the whole: that of its worst part; null when nothing was asked. */
export function worstOf(components: readonly { readonly state: State }[]): State | null {
  if (components.length === 0) return null;
  return order[Math.max(...components.map((component) => order.indexOf(component.state)))] ?? null;
}
