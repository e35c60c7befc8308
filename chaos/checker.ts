import type { ControlApi } from '@/e2e/control-api';
import type { History } from './history';

/** One request as the product's own log shows it. */
interface LoggedRequest {
  readonly requestId: string;
  readonly status: number;
  readonly code: string;
}

export interface Verdict {
  readonly acknowledged: number;
  readonly logged: number;
  readonly duplicates: string[];
  readonly missing: string[];
  /** Logged, though the client never got the answer: lawful up to the number in flight at each kill. */
  readonly unacknowledged: number;
  /** Requests counted as usage with a 2xx, for the equation with the log. */
  readonly countedOk: number;
  readonly loggedOk: number;
}

/** Every request of an endpoint in the request log, read page by page over the public API. */
export async function readRequestLog(api: ControlApi, endpoint: string): Promise<LoggedRequest[]> {
  const rows: LoggedRequest[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: LoggedRequest[]; nextCursor: string | null } = await api.must('GET', `/api/v1/logs?endpoint=${endpoint}&limit=200${query}`);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** Acknowledged ⊆ counted, nothing twice, and the bill says the same number as the log. */
export async function judge(api: ControlApi, endpoint: string, history: History): Promise<Verdict> {
  const log = await readRequestLog(api, endpoint);
  const seen = new Map<string, number>();
  for (const row of log) seen.set(row.requestId, (seen.get(row.requestId) ?? 0) + 1);
  const acknowledged = history.ids('ok');
  const usage = await api.must<{ total: { requests: number; errors: number } }>('GET', `/api/v1/usage?groupBy=endpoint&endpoint=${endpoint}`);
  return {
    acknowledged: acknowledged.size,
    logged: log.length,
    duplicates: [...seen].filter(([, count]) => count > 1).map(([id]) => id),
    missing: [...acknowledged].filter((id) => !seen.has(id)),
    unacknowledged: log.filter((row) => !acknowledged.has(row.requestId)).length,
    countedOk: usage.total.requests - usage.total.errors,
    loggedOk: log.filter((row) => row.status >= 200 && row.status < 300).length,
  };
}
