import document from '@/app/api/v1/openapi.json/document.json';

const paths: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [
  { pattern: /^\/openapi\.json$/, methods: ['GET'] },
  ...Object.entries(document.paths as Record<string, object>)
    .sort(([a], [b]) => a.split('{').length - b.split('{').length) // a fixed name goes before a parameter
    .map(([path, operations]) => ({ pattern: toPattern(path), methods: Object.keys(operations).map((method) => method.toUpperCase()) })),
];

/**
 * Methods of the route at a path below `/api/v1`, when `method` is none of them; null when it is, or when there is no such route.
 * @example methodsInstead('PUT', '/endpoints') → ['GET', 'POST']
 */
export function methodsInstead(method: string, path: string): readonly string[] | null {
  const found = paths.find(({ pattern }) => pattern.test(path));
  if (found === undefined || found.methods.includes(method === 'HEAD' ? 'GET' : method)) return null;
  return found.methods;
}

function toPattern(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
