import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { sha256Hex } from '@/core/secrets';
import type { RoutingSnapshot, SnapshotEndpoint, SnapshotKey, SnapshotVariant } from '@/core/snapshot';
import { decodeSpool } from '@/core/wire/spool-frame';
import type { UsageRecord } from '@/core/wire/usage-record';
import type { GatewayConfig } from '../config';
import { Gateway } from '../gateway';
import { defaultHttpLimits, type HttpLimits } from '../http/limits';
import type { GaugeSample, LoadReport } from '../sync-messages';
import type { PartStore } from '../uploads/upload-part';
import { sumSignature, type TestReplica } from './test-replica';

export const testKey = 'aim_test_0123456789abcdef0123456789abcdef';
export const testMasterKey = Buffer.alloc(32, 7);

export function snapshotKey(key: string, overrides: Partial<SnapshotKey> = {}): SnapshotKey {
  return {
    id: `key_${sha256Hex(key).slice(0, 12)}`,
    sha256: sha256Hex(key),
    organizationId: 'org_1',
    projectId: 'prj_1',
    name: 'test',
    actions: ['*'],
    endpoints: [],
    expiresAt: null,
    requestsPerSecond: null,
    concurrency: null,
    ...overrides,
  };
}

export function snapshotVariant(replicas: readonly TestReplica[], overrides: Partial<SnapshotVariant> = {}): SnapshotVariant {
  return {
    name: 'main',
    deploymentId: 'dep_1',
    weight: 1,
    modelId: 'mdl_1',
    model: 'sums',
    versionId: 'ver_1',
    version: 1,
    versionDigest: 'digest-1',
    framework: 'onnx',
    signature: sumSignature,
    concurrency: 64,
    timeoutMs: 5_000,
    queueDepthMax: 1024,
    batchRowsMax: 64,
    replicas: replicas.map(({ id, address }) => ({ id, instanceId: 'ins_1', address, draining: false })),
    ...overrides,
  };
}

export function snapshotEndpoint(variants: readonly SnapshotVariant[], overrides: Partial<SnapshotEndpoint> = {}): SnapshotEndpoint {
  return {
    id: 'ep_1',
    organizationId: 'org_1',
    projectId: 'prj_1',
    name: 'sums',
    state: 'InService',
    reason: '',
    deploymentId: 'dep_1',
    bodyBytesMax: 1024 * 1024,
    variants,
    ...overrides,
  };
}

interface TestGatewayOptions {
  readonly keys?: readonly SnapshotKey[];
  readonly endpoints?: readonly SnapshotEndpoint[];
  readonly http?: Partial<HttpLimits>;
  readonly config?: Partial<GatewayConfig>;
  readonly parts?: PartStore;
  readonly clock?: Clock;
}

/** A real gateway on ports from the system, without the sync thread: the test gives it its snapshots. */
export class TestGateway {
  readonly gateway: Gateway;
  readonly folder: string;
  readonly sealed: string[];
  readonly gauges: GaugeSample[];
  readonly loads: LoadReport[];
  readonly port: number;
  readonly tlsPort: number;
  #revision = 0;

  private constructor(parts: {
    gateway: Gateway;
    folder: string;
    sealed: string[];
    gauges: GaugeSample[];
    loads: LoadReport[];
    port: number;
    tlsPort: number;
  }) {
    this.gateway = parts.gateway;
    this.folder = parts.folder;
    this.sealed = parts.sealed;
    this.gauges = parts.gauges;
    this.loads = parts.loads;
    this.port = parts.port;
    this.tlsPort = parts.tlsPort;
  }

  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const folder = options.config?.paths?.root ?? mkdtempSync(join(tmpdir(), 'aimass-gateway-'));
    const log = createLogger('test-gateway');
    log.level = 'fatal';
    const sealed: string[] = [];
    const gauges: GaugeSample[] = [];
    const loads: LoadReport[] = [];
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      tlsPort: 0,
      tls: null,
      redirectPlain: false,
      strictMetering: false,
      consoleUrl: undefined,
      paths: dataPaths(folder),
      http: { ...defaultHttpLimits, ...options.http },
      bodyBytesHeldMax: 256 * 1024 * 1024,
      drainMs: 2_000,
      ...options.config,
    };
    const gateway = new Gateway({
      config,
      clock: options.clock ?? systemClock,
      log,
      masterKey: testMasterKey,
      parts: options.parts ?? null,
      onSealed: (id) => sealed.push(id),
      onGauges: (samples) => gauges.push(...samples),
      onLoad: (report) => loads.push(report),
    });
    const { port, tlsPort } = await gateway.listen();
    const test = new TestGateway({ gateway, folder, sealed, gauges, loads, port, tlsPort });
    if (options.endpoints !== undefined || options.keys !== undefined) test.route(options.endpoints ?? [], options.keys);
    return test;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  route(endpoints: readonly SnapshotEndpoint[], keys: readonly SnapshotKey[] = [snapshotKey(testKey)]): void {
    const snapshot: RoutingSnapshot = { revision: ++this.#revision, builtAt: Date.now(), keys, endpoints };
    this.gateway.onSync({ type: 'snapshot', snapshot, fromDisk: false });
  }

  /** Waits until every replica of the endpoint is connected. */
  async connected(replicas: number, name = 'sums'): Promise<void> {
    await until(`${replicas} replicas`, () => {
      const endpoint = this.gateway.table.endpoint('org_1', name);
      return (endpoint?.variants.flatMap((variant) => variant.scheduler.links.filter((link) => link.ready)) ?? []).length === replicas;
    });
  }

  /** Every record in the spool, in the order written. */
  records(): UsageRecord[] {
    const spool = join(this.folder, 'spool');
    const files = readdirSync(spool)
      .filter((name) => /\.(open|sealed)$/.test(name))
      .sort(); // prettier-ignore
    return files.flatMap((name) => decodeSpool(readFileSync(join(spool, name))).records);
  }

  async predict(rows: unknown, headers: Record<string, string> = {}, name = 'sums'): Promise<Response> {
    return fetch(`${this.url}/v1/endpoints/${name}/predict`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ rows }),
    });
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Polls until `holds`, at most 10 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((next) => setTimeout(next, 5));
  }
}
