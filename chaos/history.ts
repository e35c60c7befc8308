/** What a client did and saw, one entry a request. `info` = it cannot know: the connection broke before the whole answer came. */
export interface HistoryEntry {
  readonly id: string;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly status: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly detail: string;
}

export class History {
  readonly entries: HistoryEntry[] = [];

  add(entry: HistoryEntry): void {
    this.entries.push(entry);
  }

  ids(outcome: HistoryEntry['outcome']): Set<string> {
    return new Set(this.entries.filter((entry) => entry.outcome === outcome).map((entry) => entry.id));
  }

  /** Duration in ms below which `fraction` of the successful requests of a time span lie. */
  percentileMs(fraction: number, from = 0, to = Number.POSITIVE_INFINITY): number {
    const durations = this.entries
      .filter((entry) => entry.outcome === 'ok' && entry.startedAt >= from && entry.startedAt < to)
      .map((entry) => entry.durationMs);
    durations.sort((a, b) => a - b);
    return durations[Math.max(0, Math.ceil(fraction * durations.length) - 1)] ?? Number.NaN;
  }
}
