import type { CreatedKey, Endpoint, Page, Version } from './client';
import { type DemoRequest, demoRequest, rowsOf } from './demo-request';
import type { Http } from './http';

export interface DemoTrafficOptions {
  /** Control API with the rights to read endpoints and models and to make keys. */
  readonly http: Http;
  /** Origin of the inference API, without a slash at the end; '' in the console's own pages. */
  readonly baseUrl: string;
  readonly minutes: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: DemoProgress): void;
  /** 0 ≤ x < 1; replaced in tests. */
  readonly random?: () => number;
}

export interface DemoProgress {
  readonly endpoints: readonly string[];
  readonly sent: number;
  readonly answered: number;
  /** Refused or failed, most of them on purpose. */
  readonly refused: number;
  /** No answer came. */
  readonly lost: number;
  readonly secondsLeft: number;
}

interface Target {
  readonly endpoint: string;
  readonly rows: readonly unknown[];
}

const turnMs = 100;
const outstandingMax = 64;

/**
 * Sends varied requests, some of them wrong, to every endpoint in service, under an API key of its own that is revoked at the end.
 * The rate rises and falls between about 5 and 40 requests a second, so that the charts have a shape.
 * @throws Error when no endpoint is in service; ApiError when the caller may not make a key
 */
export async function runDemoTraffic(options: DemoTrafficOptions): Promise<DemoProgress> {
  const { http, minutes, signal } = options;
  const random = options.random ?? Math.random;
  const targets = await findTargets(http);
  if (targets.length === 0) throw new Error('No endpoint is in service. Deploy a sample model first.');
  const endsAt = Date.now() + minutes * 60_000;
  const key = await http.call<CreatedKey>('POST', '/api/v1/keys', {
    body: {
      name: `demo traffic ${new Date().toISOString().slice(0, 16)}`,
      actions: ['endpoints:Invoke'],
      expiresAt: new Date(endsAt + 10 * 60_000).toISOString(),
    },
  });
  await untilKnown(options.baseUrl, key.key, targets[0]?.endpoint ?? '');
  const counts = { sent: 0, answered: 0, refused: 0, lost: 0 };
  const progress = (): DemoProgress => ({
    ...counts,
    endpoints: targets.map((target) => target.endpoint),
    secondsLeft: Math.max(0, Math.round((endsAt - Date.now()) / 1000)),
  });
  const outstanding = new Set<Promise<void>>();
  let owed = 0;
  try {
    for (let turn = 0; Date.now() < endsAt && signal?.aborted !== true; turn++) {
      owed += (ratePerSecond(turn) * turnMs) / 1000;
      for (; owed >= 1 && outstanding.size < outstandingMax; owed--) {
        const target = targets[Math.floor(random() * targets.length)] ?? targets[0];
        if (target === undefined) break;
        counts.sent++;
        const sending: Promise<void> = send(options.baseUrl, key.key, demoRequest(target.endpoint, target.rows, random))
          .then((outcome) => {
            counts[outcome]++;
          })
          .finally(() => outstanding.delete(sending));
        outstanding.add(sending);
      }
      owed = Math.min(owed, outstandingMax);
      options.onProgress?.(progress());
      await new Promise((next) => setTimeout(next, turnMs));
    }
    await Promise.all(outstanding);
  } finally {
    await http.call('DELETE', `/api/v1/keys/${encodeURIComponent(key.id)}`);
  }
  return progress();
}

/** The gateway learns of a new key a moment after it was made; what it refused before would be in no log. */
async function untilKnown(baseUrl: string, key: string, endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await fetch(`${baseUrl}/v2/models/${encodeURIComponent(endpoint)}/ready`, { headers: { authorization: `Bearer ${key}` } });
    await answer.arrayBuffer();
    if (answer.status !== 401) return;
    await new Promise((next) => setTimeout(next, turnMs));
  }
}

/** A wave of one minute, with a short burst every 20 s. */
function ratePerSecond(turn: number): number {
  const seconds = (turn * turnMs) / 1000;
  const burst = seconds % 20 < 2 ? 15 : 0;
  return 15 + 10 * Math.sin((seconds / 60) * 2 * Math.PI) + burst;
}

/** Endpoints in service with rows that their version answers. */
async function findTargets(http: Http): Promise<Target[]> {
  const { items } = await http.call<Page<Endpoint>>('GET', '/api/v1/endpoints', { query: { limit: 200 } });
  const targets = await Promise.all(
    items
      .filter((endpoint) => endpoint.state === 'InService')
      .map(async (endpoint): Promise<Target[]> => {
        const [variant] = endpoint.variants;
        if (variant === undefined) return [];
        const version = await http.call<Version>('GET', `/api/v1/models/${encodeURIComponent(variant.model)}/versions/${variant.version}`);
        const rows = rowsOf(version);
        return rows.length === 0 ? [] : [{ endpoint: endpoint.name, rows }];
      }),
  );
  return targets.flat();
}

async function send(baseUrl: string, key: string, { path, body, contentType }: DemoRequest): Promise<'answered' | 'refused' | 'lost'> {
  try {
    const answer = await fetch(`${baseUrl}${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': contentType }, body });
    await answer.arrayBuffer();
    return answer.ok ? 'answered' : 'refused';
  } catch {
    return 'lost'; // counted; the run goes on
  }
}
