import type { Version } from './client';

export interface DemoRequest {
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
}

/** Of all requests, the share that is wrong on purpose. */
const wrongShare = 0.06;
const rowsMax = 8;

/** Rows that a version answers: those of its sample, which was run when it was inspected. */
export function rowsOf(version: Pick<Version, 'sample' | 'signature'>): unknown[] {
  const request = (version.sample as { request?: { rows?: unknown } } | null)?.request;
  if (Array.isArray(request?.rows)) return request.rows as unknown[];
  const [input] = version.signature?.inputs ?? [];
  const width = input?.shape.length === 2 ? (input.shape[1] ?? -1) : -1;
  return version.signature?.inputs.length === 1 && width > 0 && input?.datatype !== 'BYTES' ? [Array.from({ length: width }, () => 1)] : [];
}

/** One request: a few rows near the known ones, as JSON or CSV, or now and then something a careless caller would send. */
export function demoRequest(endpoint: string, known: readonly unknown[], random: () => number): DemoRequest {
  const path = `/v1/endpoints/${encodeURIComponent(endpoint)}/predict`;
  const json = (value: unknown): DemoRequest => ({ path, body: JSON.stringify(value), contentType: 'application/json' });
  if (random() < wrongShare) return wrong(path, known, random, json);
  const rows = Array.from({ length: 1 + Math.floor(random() ** 3 * rowsMax) }, () => vary(known[Math.floor(random() * known.length)], random));
  const isFlat = rows.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'number'));
  if (isFlat && random() < 0.15) return { path, body: (rows as number[][]).map((row) => row.join(',')).join('\n'), contentType: 'text/csv' };
  return json({ rows });
}

function wrong(path: string, known: readonly unknown[], random: () => number, json: (value: unknown) => DemoRequest): DemoRequest {
  const row = known[0];
  const ways: (() => DemoRequest)[] = [
    () => ({ path, body: '{"rows": [[5.1, 3.5', contentType: 'application/json' }),
    () => json({ rows: [Array.isArray(row) ? row.slice(1) : 'one'] }),
    () => json({ rows: [Array.isArray(row) ? row.map(() => 'n/a') : 'n/a'] }),
    () => json({ inputs: { nothing: [[1]] } }),
    () => ({ path, body: '<rows/>', contentType: 'application/xml' }),
  ];
  return (ways[Math.floor(random() * ways.length)] ?? ways[0] ?? (() => json({})))();
}

/** Numbers move by up to a third, whole ones stay whole; everything else stays as it is. */
function vary(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((one) => vary(one, random));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, vary(one, random)]));
  if (typeof value !== 'number') return value;
  const moved = value * (1 + (random() - 0.5) * 0.66);
  return Number.isInteger(value) ? Math.round(moved) : Math.round(moved * 1000) / 1000;
}
