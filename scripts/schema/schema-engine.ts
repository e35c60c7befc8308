import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter, type SqlQuery, type SqlResultSet } from '@prisma/driver-adapter-utils';
import type { SchemaEngine as Engine } from '@prisma/schema-engine-wasm';
import { Client, Pool } from 'pg';

/** PostgreSQL's `"char"` and `name[]`, which Prisma's adapter does not know. */
const charOid = 18;
const nameArrayOid = 1003;
const bpcharOid = 1042;
const textArrayOid = 1009;

interface Field {
  dataTypeID: number;
}
interface Queryable {
  performIO(query: SqlQuery): Promise<{ fields: Field[]; rows: unknown[][] }>;
  queryRaw(query: SqlQuery): Promise<SqlResultSet>;
  executeScript?(script: string): Promise<void>;
  startTransaction?(level?: string): Promise<Queryable>;
}

/**
 * SQL that brings a database from the migrations in `folder` to `schemaFile`; empty when they agree.
 * Needs a server on which it may make and drop a database for the comparison.
 */
export async function diffMigrations(serverUrl: string, folder: string, schemaFile: string): Promise<string> {
  const schema = readFileSync(schemaFile, 'utf8');
  const engine = await openEngine(serverUrl, schemaFile, schema);
  const result = await engine.diff({
    from: { tag: 'migrations', ...migrationsIn(folder) },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content: schema }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.exitCode === 2 ? (result.stdout ?? '') : '';
}

function migrationsIn(folder: string) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map(({ name }) => name)
      .sort()
      .map((path) => {
        const value = readFileSync(join(folder, path, 'migration.sql'), 'utf8');
        return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
      }),
  };
}

/** The engine as WebAssembly; its state is global, so one process opens one engine. */
async function openEngine(serverUrl: string, schemaFile: string, schema: string): Promise<Engine> {
  const panics: string[] = [];
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => panics.push(message) } });
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm'));
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as {
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
    SchemaEngine: typeof Engine;
  };
  const module = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(module.instance.exports);
  (module.instance.exports.__wbindgen_start as () => void)();
  const factory = bindMigrationAwareSqlAdapterFactory(new SchemaAdapterFactory(serverUrl));
  return bindings.SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => undefined, factory);
}

/** Prisma's adapter, made fit for its own schema engine: types it lacks, scripts run as one query, and a shadow database that is not the real one. */
class SchemaAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return adapted(await new PrismaPg(new Pool({ connectionString: this.#url, max: 1 }), { disposeExternalPool: true }).connect());
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    await this.#onServer(`CREATE DATABASE ${name}`);
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    const connection = adapted(await new PrismaPg(new Pool({ connectionString: url.toString(), max: 1 }), { disposeExternalPool: true }).connect());
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      await dispose();
      await this.#onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    return connection;
  }

  async #onServer(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.#url });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
}

function adapted(connection: SqlDriverAdapter): SqlDriverAdapter {
  patch(connection as unknown as Queryable);
  return connection;
}

function patch(queryable: Queryable): void {
  const performIO = queryable.performIO.bind(queryable);
  const queryRaw = queryable.queryRaw.bind(queryable);
  let characters: number[] = [];
  queryable.performIO = async (query) => {
    const result = await performIO(query);
    characters = result.fields.flatMap((field, index) => (field.dataTypeID === charOid ? [index] : []));
    for (const field of result.fields) {
      if (field.dataTypeID === charOid) field.dataTypeID = bpcharOid;
      if (field.dataTypeID === nameArrayOid) field.dataTypeID = textArrayOid;
    }
    return result;
  };
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  // The stock one cuts at every semicolon, also inside function bodies.
  if (queryable.executeScript !== undefined) {
    queryable.executeScript = async (script) => {
      const { client } = queryable as unknown as { client: Pool };
      await client.query(script);
    };
  }
  const startTransaction = queryable.startTransaction?.bind(queryable);
  if (startTransaction !== undefined) {
    queryable.startTransaction = async (level) => {
      const transaction = await startTransaction(level);
      patch(transaction);
      return transaction;
    };
  }
}
