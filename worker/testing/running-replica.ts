import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '@/frameworks/sandbox';
import { type ProcessEnd, ReplicaProcess } from '../agent/replica-process';
import { modelsFolder, type TestModel } from './models';
import { ReplicaClient } from './replica-client';

const sandbox = await openSandbox(null);

/** A replica's process of a test, with its socket in a folder of its own. */
export class RunningReplica {
  readonly address: string;
  readonly process: ReplicaProcess;
  /** Resolves to null once it is ready, or to how it ended before that. */
  readonly started: Promise<ProcessEnd | null>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'aimr-'));
  readonly #clients: ReplicaClient[] = [];

  constructor(model: TestModel, batchRowsMax = 64) {
    this.address = `unix:${join(this.#folder, 'rep_test', 's')}`;
    let onReady: () => void = () => undefined;
    const ready = new Promise<null>((resolve) => {
      onReady = () => resolve(null);
    });
    const config = {
      replicaId: 'rep_test',
      model: 'test',
      version: 3,
      versionDigest: 'digest',
      framework: 'onnx',
      format: 'onnx',
      native: null,
      container: null,
      sample: null,
      folder: modelsFolder,
    };
    const { entry, signature } = model;
    this.process = new ReplicaProcess(
      { ...config, entry, signature, address: this.address, batchRowsMax },
      { onWarmingUp: () => undefined, onReady, onPong: () => undefined, onBusy: () => undefined, onBeside: () => undefined },
      { sandbox, memoryBytesMax: 2 * 1024 ** 3 },
    );
    this.started = Promise.race([ready, this.process.ended]);
  }

  /** A new connection to the replica, once it is ready. */
  async connect(): Promise<ReplicaClient> {
    const ended = await this.started;
    if (ended !== null) throw new Error(`the replica ended: ${JSON.stringify(ended)}`);
    const client = new ReplicaClient(this.address);
    this.#clients.push(client);
    await client.ready;
    return client;
  }

  get socketPath(): string {
    return this.address.slice('unix:'.length);
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.close();
    this.process.kill();
    await this.process.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
