import { deriveSecret } from '@/core/secrets';
import type { RoutingSnapshot } from '@/core/snapshot';
import type { Database } from '@/prisma/client';
import { buildSnapshot, confirmRevision, readRoutingRevision } from '@/services/routing';
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file';

export interface SnapshotPullerOptions {
  readonly database: Database;
  readonly gatewayId: string;
  readonly file: string;
  readonly masterKey: Uint8Array;
  readonly onSnapshot: (snapshot: RoutingSnapshot, fromDisk: boolean) => void;
}

/** Keeps the gateway's snapshot at the database's revision, and the copy on disk behind it. */
export class SnapshotPuller {
  readonly #options: SnapshotPullerOptions;
  readonly #secret: Buffer;
  /** The revision handed on since the start; the one from disk does not count, it may be of a restored database. */
  #revision: number | null = null;
  #written: number | null = null;
  /** What the gateway answers by. */
  #routed: number | null = null;

  constructor(options: SnapshotPullerOptions) {
    this.#options = options;
    this.#secret = deriveSecret(options.masterKey, 'snapshot');
  }

  /** Hands on what the disk has, before any database is asked. @throws Error when it was altered */
  async loadFromDisk(): Promise<void> {
    const snapshot = await readSnapshotFile(this.#options.file, this.#secret);
    if (snapshot !== null && this.#revision === null) this.#options.onSnapshot(snapshot, true);
  }

  /** One look at the revision, and a new snapshot if it moved. @throws AppError `DATABASE_UNREACHABLE`, Error when the disk refuses */
  async pull(): Promise<void> {
    const revision = await readRoutingRevision(this.#options.database);
    if (revision === this.#revision && revision === this.#written) return this.#confirm();
    const snapshot = await buildSnapshot(this.#options.database);
    this.#options.onSnapshot(snapshot, false);
    this.#revision = snapshot.revision;
    await writeSnapshotFile(this.#options.file, this.#secret, snapshot);
    this.#written = snapshot.revision;
  }

  /** The gateway has taken a snapshot over: whoever waits for it may go on. */
  async routed(revision: number): Promise<void> {
    this.#routed = revision;
    if (this.#revision !== null) await this.#confirm();
  }

  async #confirm(): Promise<void> {
    if (this.#routed !== null) await confirmRevision(this.#options.database, this.#options.gatewayId, this.#routed);
  }
}
