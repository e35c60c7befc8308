import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouteContext } from '@/app/api/_http/route';

// Only these, by name: nothing of a request becomes part of a path.
const files: Readonly<Record<string, { type: string; read: () => Promise<string> }>> = {
  'swagger-ui.css': { type: 'text/css', read: () => fromPackage('swagger-ui.css') },
  'swagger-ui-bundle.js': { type: 'text/javascript', read: () => fromPackage('swagger-ui-bundle.js') },
  'page.css': { type: 'text/css', read: async () => pageStyle },
  'page.js': { type: 'text/javascript', read: async () => pageScript },
};

export async function GET(_request: Request, context: RouteContext): Promise<Response> {
  const { file: name } = await context.params;
  const file = typeof name === 'string' && Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) return new Response('Not found', { status: 404 });
  const headers = { 'content-type': `${file.type}; charset=utf-8`, 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff' };
  return new Response(await file.read(), { headers });
}

function fromPackage(name: string): Promise<string> {
  return readFile(join(process.cwd(), 'node_modules', 'swagger-ui-dist', name), 'utf8');
}

const pageStyle = `body { margin: 0; background: #fff; font-family: system-ui, sans-serif; }
.bar { display: flex; gap: 16px; align-items: center; height: 48px; padding: 0 24px; border-bottom: 1px solid #e4e4e7; font-size: 14px; }
.bar a { color: #18181b; text-decoration: none; font-weight: 600; }
.bar a:last-child { margin-left: auto; font-weight: 400; text-decoration: underline; }
.bar span { color: #52525b; }
`;

/** Calls made from the page carry the session, so changes need its CSRF token as every page's do. */
const pageScript = `let csrfToken = '';
const ready = fetch('/api/v1/me').then((answer) => (answer.ok ? answer.json() : {})).then((me) => { csrfToken = me.csrfToken ?? ''; });
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
  requestInterceptor: async (request) => {
    await ready;
    if (csrfToken !== '' && request.method !== 'GET') request.headers['x-csrf-token'] = csrfToken;
    return request;
  },
});
`;
