import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesiredReplica, DesiredState, ObservedReplica, ObservedState } from '@/core/agent-api';
import { newId } from '@/core/ids';
import { createLogger } from '@/core/log';
import { type DataPaths, dataPaths, replicaSocket } from '@/core/paths';
import { openStorage } from '@/providers/storage/open';
import { objectKey, type StorageProvider } from '@/providers/storage/provider';
import type { TestModel } from './models';
import { until } from './until';

const log = createLogger('worker-test');
log.level = 'silent';
export const silentLog = log;

/** What control would say and hear, kept by a test; served by control's real agent API. */
export class Desk {
  readonly reports: ObservedState[] = [];
  desired: DesiredState;
  onChange: () => void = () => undefined;

  constructor(instanceId: string) {
    this.desired = { instanceId, revision: 1, terminate: false, replicas: [] };
  }

  change(more: Partial<DesiredState>): void {
    this.desired = { ...this.desired, ...more, revision: this.desired.revision + 1 };
    this.onChange();
  }

  get last(): ObservedState | null {
    return this.reports.at(-1) ?? null;
  }

  replica(id: string): ObservedReplica | null {
    return this.last?.replicas.find((replica) => replica.id === id) ?? null;
  }

  /** The report in which the replica is first seen so. */
  seen(id: string, what: string, check: (replica: ObservedReplica) => boolean, limitMs?: number): Promise<ObservedReplica> {
    return until(
      `replica ${what}; it was ${JSON.stringify(this.replica(id))}`,
      () => {
        const replica = this.replica(id);
        return replica !== null && check(replica) ? replica : null;
      },
      limitMs,
    );
  }

  ready(id: string): Promise<ObservedReplica> {
    return this.seen(id, 'is Ready', (replica) => replica.state === 'Ready');
  }
}

/** A data directory with a disk storage that holds a model. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'aimw-'));
  readonly paths: DataPaths = dataPaths(this.folder);
  readonly storage: StorageProvider = openStorage({ AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: false }, this.paths);

  /** Stores the model's file and describes a replica of it. */
  async replicaOf(model: TestModel, more: Partial<DesiredReplica> = {}): Promise<DesiredReplica> {
    const bytes = readFileSync(model.path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.storage.put(objectKey(sha256), bytes);
    const id = newId('rep');
    return {
      id,
      endpoint: 'iris',
      model: 'iris',
      version: 1,
      versionDigest: sha256,
      native: null,
      container: null,
      sample: null,
      framework: 'onnx',
      format: 'onnx',
      entry: `files/${model.entry}`,
      files: [{ path: `files/${model.entry}`, sizeBytes: bytes.byteLength, sha256 }],
      signature: model.signature,
      address: `unix:${replicaSocket(this.paths, id)}`,
      batchRowsMax: 64,
      memoryBytesMax: 1024 ** 3,
      cpus: 1,
      drain: false,
      ...more,
    };
  }

  /** Where the storage keeps a file, to damage it. */
  stored(sha256: string): string {
    return join(this.paths.storage, objectKey(sha256));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
