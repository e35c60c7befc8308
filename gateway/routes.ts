/** What a path is for. The gateway serves all but `console`, which is handed on. */
export type Service =
  | 'predict'
  | 'infer'
  | 'server-metadata'
  | 'server-live'
  | 'server-ready'
  | 'model-metadata'
  | 'model-ready'
  | 'health'
  | 'readiness'
  | 'metrics'
  | 'upload-part'
  | 'absent'
  | 'console';

interface RouteRow {
  readonly path: string;
  readonly serves: Readonly<Partial<Record<string, Service>>>;
}

/** Who serves what (DECISIONS 3 of the design). `{}` stands for one segment; what no row names goes to the console. */
const rows: readonly RouteRow[] = [
  { path: '/v1/endpoints/{}/predict', serves: { POST: 'predict' } },
  { path: '/v2', serves: { GET: 'server-metadata' } },
  { path: '/v2/health/live', serves: { GET: 'server-live' } },
  { path: '/v2/health/ready', serves: { GET: 'server-ready' } },
  { path: '/v2/models/{}', serves: { GET: 'model-metadata' } },
  { path: '/v2/models/{}/ready', serves: { GET: 'model-ready' } },
  { path: '/v2/models/{}/infer', serves: { POST: 'infer' } },
  { path: '/v2/models/{}/versions/{}', serves: { GET: 'model-metadata' } },
  { path: '/v2/models/{}/versions/{}/ready', serves: { GET: 'model-ready' } },
  { path: '/v2/models/{}/versions/{}/infer', serves: { POST: 'infer' } },
  { path: '/healthz', serves: { GET: 'health' } },
  { path: '/readyz', serves: { GET: 'readiness' } },
  { path: '/metrics', serves: { GET: 'metrics' } },
  { path: '/api/v1/uploads/{}/parts/{}', serves: { PUT: 'upload-part' } },
  { path: '/endpoints/{}/invocations', serves: { POST: 'absent' } },
  { path: '/endpoints/{}/async-invocations', serves: { POST: 'absent' } },
  { path: '/endpoints/{}/invocations-response-stream', serves: { POST: 'absent' } },
];
/** Everything below these is the gateway's, known or not. */
const ownPrefixes = ['/v1', '/v2'];

class RouteNode {
  readonly children = new Map<string, RouteNode>();
  any: RouteNode | null = null;
  serves: RouteRow['serves'] | null = null;
}

const root = new RouteNode();
for (const { path, serves } of rows) {
  let node = root;
  for (const segment of path.slice(1).split('/')) {
    if (segment === '{}') {
      node.any ??= new RouteNode();
      node = node.any;
    } else {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = new RouteNode();
        node.children.set(segment, child);
      }
      node = child;
    }
  }
  node.serves = serves;
}

export interface RouteMatch {
  readonly service: Service;
  /** The segments that stood for `{}`, decoded. */
  readonly names: readonly string[];
  /** Set where the path is known and the method is not: the methods that are. */
  readonly allow: string;
}

const noNames: readonly string[] = [];
const toConsole: RouteMatch = { service: 'console', names: noNames, allow: '' };
const toNothing: RouteMatch = { service: 'absent', names: noNames, allow: '' };

/** @returns where a request belongs; a HEAD is served like its GET. */
export function routeOf(method: string, path: string): RouteMatch {
  let node: RouteNode | null = root;
  const names: string[] = [];
  for (let at = 1; node !== null && at <= path.length; ) {
    let end = path.indexOf('/', at);
    if (end < 0) end = path.length;
    const segment = path.slice(at, end);
    const literal: RouteNode | undefined = node.children.get(segment);
    if (literal === undefined && node.any !== null && segment !== '') names.push(segment.includes('%') ? decodeSegment(segment) : segment);
    node = literal ?? (segment === '' ? null : node.any);
    at = end + 1;
  }
  if (node === null || node.serves === null) return ownPrefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)) ? toNothing : toConsole;
  const service = node.serves[method === 'HEAD' ? 'GET' : method];
  if (service !== undefined) return { service, names, allow: '' };
  if (!ownPrefixes.some((prefix) => path.startsWith(prefix)) && path.startsWith('/endpoints/')) return toConsole;
  return { service: 'absent', names, allow: Object.keys(node.serves).join(', ') };
}

/** A name that cannot be decoded names nothing. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
