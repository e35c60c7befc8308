import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { buildOpenApi, type NamedSchemas } from '@/app/api/_http/openapi';
import { registeredRoutes } from '@/app/api/_http/registry';
import { version } from '@/package.json';

const root = join(import.meta.dirname, '..');

/** Loads every route of the control API, which registers it, and every named schema; writes the document to the file given. */
async function main(file: string): Promise<void> {
  for (const route of filesBelow('app/api/v1', /(^|\/)route\.ts$/)) await import(pathToFileURL(join(root, route)).href);
  const document = buildOpenApi(registeredRoutes(), await namedSchemas(), version);
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
}

/** `EndpointSchema` of any `services/<noun>/schemas.ts` is `Endpoint` in the document. */
async function namedSchemas(): Promise<NamedSchemas> {
  const named: Record<string, z.ZodType> = {};
  for (const file of filesBelow('services', /\/schemas\.ts$/)) {
    const exported = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (name.endsWith('Schema') && value instanceof z.ZodType) named[name.slice(0, -'Schema'.length)] = value;
  }
  return named;
}

function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => pattern.test(name))
    .sort();
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: openapi.ts FILE');
await main(file);
process.exit(0); // routes may have opened what they share
