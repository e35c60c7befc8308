/** Every address of the console. Pages link through these only. */
const at = (...segments: (string | number)[]): string => `/${segments.map((segment) => encodeURIComponent(segment)).join('/')}`;
const withQuery = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
};

export const paths = {
  signIn: (next?: string) => withQuery('/sign-in', { next }),
  setup: () => '/setup',
  overview: () => '/overview',
  models: () => '/models',
  model: (name: string) => at('models', name),
  version: (name: string, version: number) => at('models', name, 'versions', version),
  compareVersions: (name: string, right?: number) => withQuery(at('models', name, 'compare'), { right }),
  deploy: (draftId: string, step?: string) => withQuery(at('deploy', draftId), { step }),
  /** Begins a draft and goes on to its first useful step. */
  newDeploy: (from: { model?: string; version?: number; endpoint?: string; sample?: string; auto?: 1 } = {}) => withQuery('/deploy', from),
  playground: (endpoint?: string) => withQuery('/playground', { endpoint }),
  endpoints: () => '/endpoints',
  endpoint: (name: string, tab?: string) => withQuery(at('endpoints', name), { tab }),
  deployment: (endpoint: string, id: string) => at('endpoints', endpoint, 'deployments', id),
  monitoring: () => '/monitoring',
  logs: (filter: { endpoint?: string; requestId?: string } = {}) => withQuery('/logs', filter),
  request: (requestId: string) => at('logs', requestId),
  billing: () => '/billing',
  access: (tab?: string) => withQuery('/access', { tab }),
  audit: (filter: { resource?: string } = {}) => withQuery('/audit', filter),
  fleet: () => '/fleet',
  status: () => '/status',
  settings: () => '/settings',
  docs: () => '/docs',
  apiDocs: () => '/docs/api',
  errors: () => '/docs/errors',
  error: (code: string) => `/docs/errors#${code}`,
} as const;
