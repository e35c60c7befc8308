import type { Costs } from '@/services/usage/schemas';

export type CostLine = Costs['items'][number];
export const reportGroups = ['endpoint', 'key', 'model', 'version', 'project'] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** The name of the part of the cost that no key caused: being available. */
export const availabilityKey = '(availability)';

/** What a line is about, for people; '' where the ledger names nothing. */
export function labelOf(line: CostLine, group: ReportGroup): string {
  switch (group) {
    case 'endpoint':
      return line.endpoint ?? '';
    case 'key':
      return line.keyName ?? line.key ?? '';
    case 'model':
      return line.model ?? '';
    case 'version':
      return line.version === undefined ? '' : line.model === undefined ? String(line.version) : `${line.model} ${line.version}`;
    case 'project':
      return line.project ?? '';
  }
}

/** The groups the API is asked for, so that a version is shown with its model. */
export function groupByOf(group: ReportGroup): string {
  return group === 'version' ? 'model,version' : group;
}

/** The group of a report that was asked for with `groupBy`, with or without days. */
export function groupOf(groupBy: string): ReportGroup {
  return reportGroups.find((group) => groupByOf(group) === groupBy.replace(/^day,/, '')) ?? 'endpoint';
}

/** Dearest first; equal ones by name, so that rows do not jump. */
export function sortLines(lines: readonly CostLine[], group: ReportGroup): CostLine[] {
  return [...lines].sort((a, b) => b.amountMicros - a.amountMicros || labelOf(a, group).localeCompare(labelOf(b, group)));
}

export interface StackedDays {
  /** Names of the stacks, dearest first; '' is the rest. */
  readonly names: readonly string[];
  /** One row a day; amounts in micro-units in the order of `names`. */
  readonly days: readonly { readonly day: string; readonly amounts: readonly number[] }[];
  readonly totalMicros: number;
}

/**
 * Costs of each day, stacked by group. At most `stacksMax` names, what is beyond them is summed in the last, unnamed stack.
 * Only integers are added: the total is that of the lines to the last micro-unit.
 */
export function stackDays(lines: readonly CostLine[], group: ReportGroup, days: readonly string[], stacksMax = 5): StackedDays {
  const totals = new Map<string, number>();
  for (const line of lines) totals.set(labelOf(line, group), (totals.get(labelOf(line, group)) ?? 0) + line.amountMicros);
  const ranked = [...totals].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const named = ranked.length <= stacksMax ? ranked : ranked.slice(0, stacksMax - 1);
  const names = ranked.length <= stacksMax ? named : [...named, ''];
  const rows = new Map(days.map((day) => [day, names.map(() => 0)]));
  for (const line of lines) {
    const day = (line.day ?? '').slice(0, 10);
    const amounts = rows.get(day) ?? names.map(() => 0);
    const found = named.indexOf(labelOf(line, group));
    const stack = found === -1 ? names.length - 1 : found;
    amounts[stack] = (amounts[stack] ?? 0) + line.amountMicros;
    rows.set(day, amounts);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, amounts]) => ({ day, amounts }));
  return { names, days: sorted, totalMicros: lines.reduce((sum, line) => sum + line.amountMicros, 0) };
}

/** What the lines of a report leave unexplained of its total: 0 when the report reconciles. */
export function differenceMicros(costs: Costs): number {
  return costs.total.amountMicros - costs.items.reduce((sum, line) => sum + line.amountMicros, 0);
}

/** Micro-units for 1,000 predictions, rounded half up; null without predictions. */
export function perThousandMicros(amountMicros: number, predictions: number): number | null {
  return predictions === 0 ? null : Math.round((amountMicros * 1_000) / predictions);
}
