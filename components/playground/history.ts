export interface HistoryEntry {
  /** ms since 1970. */
  readonly at: number;
  readonly kind: 'json' | 'csv';
  readonly body: string;
  readonly status: number;
  readonly totalMs: number;
  readonly requestId: string;
}

const entriesMax = 20;
const bodyCharsMax = 20_000;
const keyOf = (userId: string, endpoint: string): string => `aimass-playground:${userId}:${endpoint}`;

/** What a user ran on an endpoint in this browser, newest first. */
export function readHistory(userId: string, endpoint: string): HistoryEntry[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(userId, endpoint)) ?? '[]');
    return Array.isArray(value) ? (value as HistoryEntry[]) : [];
  } catch {
    return []; // no storage, or something else stands there
  }
}

/** @returns the history with the entry in front; large bodies are not kept */
export function addToHistory(userId: string, endpoint: string, entry: HistoryEntry): HistoryEntry[] {
  if (entry.body.length > bodyCharsMax) return readHistory(userId, endpoint);
  const entries = [entry, ...readHistory(userId, endpoint)].slice(0, entriesMax);
  try {
    localStorage.setItem(keyOf(userId, endpoint), JSON.stringify(entries));
  } catch {
    return entries; // storage full or forbidden: the history lasts as long as the page
  }
  return entries;
}
