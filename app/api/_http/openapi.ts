import { z } from 'zod';
import { shapeOf } from './input';
import type { RouteDescription } from './registry';

type Json = Record<string, unknown>;

/** Named schemas, by the name they get under `components/schemas`. */
export type NamedSchemas = Readonly<Record<string, z.ZodType>>;

const problemRef = { $ref: '#/components/responses/Problem' };

/**
 * The OpenAPI 3.1 document of the given routes. Schemas of 3.1 are JSON Schema 2020-12, which zod writes itself, so nothing is
 * translated twice. Pure: the same routes give the same document.
 */
export function buildOpenApi(routes: readonly RouteDescription[], named: NamedSchemas, version: string): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) if (!registry.has(schema)) registry.add(schema, { id });
  const paths: Record<string, Json> = {};
  for (const described of routes) {
    paths[described.path] = { ...paths[described.path], [described.method.toLowerCase()]: operation(described, registry) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AI Mass',
      version,
      description: 'The control API. Inference has its own paths: see /docs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ apiKey: [] }, { apiKeyHeader: [] }, { session: [] }],
    paths,
    components: {
      schemas: { ...componentSchemas(registry), Problem: problemSchema },
      responses: {
        Problem: {
          description: 'What is wrong, why, and what to do',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer aim_…`' },
        apiKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        session: { type: 'apiKey', in: 'cookie', name: 'aimass', description: 'The console’s session; changes also need the header `x-csrf-token`' },
      },
    },
  };
}

function operation(described: RouteDescription, registry: z.core.$ZodRegistry<{ id: string }>): Json {
  const { method, path, summary, input, status, open } = described;
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const fields = toJsonSchema(input, registry, 'input');
  const properties = (fields.properties ?? {}) as Record<string, Json>;
  const required = new Set((fields.required ?? []) as string[]);
  const parameters: Json[] = inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? { type: 'string' } }));
  const others = Object.keys(shapeOf(input)).filter((name) => !inPath.includes(name));
  const takesBody = method !== 'GET' && others.length > 0;
  if (method === 'GET') {
    for (const name of others) parameters.push({ name, in: 'query', required: required.has(name), schema: properties[name] ?? {} });
  }
  if (method === 'POST') parameters.push(idempotencyKey);
  return {
    operationId: operationId(method, path),
    summary,
    tags: [path.split('/')[1] ?? ''],
    ...(open ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takesBody
      ? { requestBody: { required: others.some((name) => required.has(name)), content: { 'application/json': { schema: without(fields, inPath) } } } }
      : {}),
    responses: { [status]: success(described, registry), default: problemRef },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repetition with the same key and body within 24 hours gets the first answer and does nothing',
  schema: { type: 'string', maxLength: 255 },
};

function success(described: RouteDescription, registry: z.core.$ZodRegistry<{ id: string }>): Json {
  const { output, produces, status } = described;
  const content: Record<string, Json> = {};
  if (output !== undefined && status !== 204) content['application/json'] = { schema: toJsonSchema(output, registry, 'output') };
  for (const type of produces ?? []) content[type] = { schema: { type: 'string' } };
  return {
    description: status === 202 ? 'Begun; its state tells how it goes' : status === 204 ? 'Done' : 'OK',
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function without(fields: Json, names: readonly string[]): Json {
  const properties = Object.fromEntries(Object.entries((fields.properties ?? {}) as Json).filter(([name]) => !names.includes(name)));
  const required = ((fields.required ?? []) as string[]).filter((name) => !names.includes(name));
  return { ...fields, properties, ...(required.length === 0 ? { required: undefined } : { required }) };
}

/** One schema in place; parts that have a name become references. */
function toJsonSchema(schema: z.ZodType, registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output'): Json {
  const id = registry.get(schema)?.id;
  if (id !== undefined && io === 'output') return { $ref: `#/components/schemas/${id}` };
  const {
    $schema: _dialect,
    $defs: _defs,
    id: _id,
    ...rest
  } = z.toJSONSchema(schema, { metadata: registry, io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
  return pointAtComponents(rest) as Json;
}

function componentSchemas(registry: z.core.$ZodRegistry<{ id: string }>): Json {
  const { schemas } = z.toJSONSchema(registry, { io: 'output', unrepresentable: 'any', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, schema]) => {
        const { $schema: _dialect, $id: _uri, id: _id, ...rest } = schema as Json;
        return [id, pointAtComponents(rest)];
      }),
  );
}

function pointAtComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointAtComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== 'id' || typeof item !== 'string') // the registry's own mark, not a property
      .map(([key, item]) => [key, key === '$ref' && typeof item === 'string' ? item.replace('#/$defs/', '#/components/schemas/') : pointAtComponents(item)]),
  );
}

/** `POST /endpoints/{name}/stop` → `postEndpointsNameStop`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[/{}-]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem document',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Where the code is explained' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened' },
    code: { type: 'string', description: 'Stable name of the error' },
    cause: { type: 'string', description: 'Why' },
    fix: { type: 'string', description: 'What to do about it' },
    evidence: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: { type: 'string' }, detail: { type: 'string' } } },
    },
  },
};
