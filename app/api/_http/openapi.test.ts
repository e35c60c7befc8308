import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '@/testing/api';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties?: object } }> };
  responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }>;
  security?: object[];
}

let api: TestApi;
let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };
beforeAll(async () => {
  api = await openTestApi();
  const answer = await api.call('GET', '/openapi.json');
  expect(answer.headers.get('content-type')).toBe('application/json');
  document = answer.body;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

test('describes every route there is and no other', () => {
  const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  const routes = api.routes.flatMap(({ path, module }) =>
    path.includes('...') || path === '/openapi.json'
      ? []
      : Object.keys(module)
          .filter((name) => /^[A-Z]+$/.test(name))
          .map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(routes.sort());
});

test('is complete: each operation has a sentence, an id of its own, its path parameters and its errors', () => {
  expect(document.openapi).toBe('3.1.0');
  const operationIds = operations().map(({ operation }) => operation.operationId);
  expect(new Set(operationIds).size).toBe(operationIds.length);
  for (const { path, method, operation } of operations()) {
    expect([path, operation.summary.length > 5]).toEqual([path, true]);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
    expect([path, inPath]).toEqual([path, [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1])]);
    expect(operation.responses.default).toEqual({ $ref: '#/components/responses/Problem' });
    const [status] = Object.keys(operation.responses);
    if (status !== '204') expect([path, method, Object.keys(operation.responses[status ?? '']?.content ?? {}).length > 0]).toEqual([path, method, true]);
    for (const body of Object.values(operation.requestBody?.content ?? {})) {
      for (const name of inPath) expect(body.schema.properties ?? {}).not.toHaveProperty(name); // it stands in the path already
    }
  }
});

test('refers only to what it holds', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect([name, name in document.components.schemas]).toEqual([name, true]);
  expect(JSON.stringify(document)).not.toContain('$defs');
});

test('asks for credentials everywhere but where the contract says', () => {
  expect(
    operations()
      .filter(({ operation }) => operation.security?.length === 0)
      .map(({ path, method }) => `${method} ${path}`),
  ).toEqual(['get /setup', 'post /setup']);
});

test('names the resources whose shape others generate types from', () => {
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Endpoint', 'Deployment', 'Model', 'Version', 'Key', 'Problem']));
  expect(document.paths['/endpoints/{name}']?.get?.responses['200']?.content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Endpoint' });
});
