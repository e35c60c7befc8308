import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is public of a route: from this the OpenAPI document is made. */
export interface RouteDescription {
  readonly method: Method;
  /** Below `/api/v1`, with `{name}` for path parameters. */
  readonly path: string;
  readonly summary: string;
  readonly input: z.ZodType;
  /** Absent where the answer has no body or is no JSON. */
  readonly output?: z.ZodType;
  readonly status: number;
  /** Needs no credentials. */
  readonly open: boolean;
  /** Content types besides JSON that it may answer with. */
  readonly produces?: readonly string[];
}

const routes = new Map<string, RouteDescription>();

export function registerRoute(description: RouteDescription): void {
  routes.set(`${description.method} ${description.path}`, description);
}

/** Every route whose module was imported, by path and method. */
export function registeredRoutes(): RouteDescription[] {
  return [...routes.values()].sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}
