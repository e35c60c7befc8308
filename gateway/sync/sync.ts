import type { Clock } from '@/core/clock';
import { isAppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { Loop } from '@/core/loop';
import type { DataPaths } from '@/core/paths';
import type { FromSync, GaugeSample, ToSync } from '@/gateway/sync-messages';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { isUnreachable } from '@/services/context';
import { listen } from '@/services/listen';
import { recordGauges } from '@/services/metrics';
import { forgetGateway, routingChannel } from '@/services/routing';
import { LoadWriter } from './load-writer';
import { Shipper } from './shipper';
import { SnapshotPuller } from './snapshot-puller';

const pollMs = 2_000;
const scanMs = 1_000;
/** Reports wake it; this is only for those that did not get through. */
const loadMs = 1_000;
const backOffMsMax = 5_000;
/** Samples kept while the database is away: an hour of 50 variants; older ones give way. */
const gaugesMax = 36_000;

export interface SyncOptions {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly storage: StorageProvider;
  readonly paths: DataPaths;
  readonly masterKey: Uint8Array;
  readonly gatewayId: string;
  readonly boot: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly post: (message: FromSync) => void;
}

/**
 * The gateway's only bridge to the database: routing comes in, usage and gauges go out. Whatever is away, it waits and comes again;
 * the gateway serves meanwhile from what it has.
 */
export class Sync {
  readonly #options: SyncOptions;
  readonly #puller: SnapshotPuller;
  readonly #shipper: Shipper;
  readonly #pulling: Loop;
  readonly #shipping: Loop;
  readonly #loads: LoadWriter;
  readonly #loadWriting: Loop;
  #listener: { stop(): Promise<void> } | null = null;
  #gauges: GaugeSample[] = [];
  #databaseReachable = false;
  /** What keeps each direction from working, for the status page; '' while it works. */
  #pullFault = '';
  #shipFault = '';

  constructor(options: SyncOptions) {
    this.#options = options;
    const { log, paths, post } = options;
    this.#puller = new SnapshotPuller({
      database: options.database,
      gatewayId: options.gatewayId,
      file: paths.snapshotFile,
      masterKey: options.masterKey,
      onSnapshot: (snapshot, fromDisk) => post({ type: 'snapshot', snapshot, fromDisk }),
    });
    this.#shipper = new Shipper({ ...options, spoolFolder: paths.spool });
    this.#loads = new LoadWriter(options);
    this.#loadWriting = new Loop({ name: 'loads', periodMs: loadMs, backOffMsMax: pollMs, tick: () => this.#loads.write(), log });
    this.#pulling = new Loop({ name: 'snapshot', periodMs: pollMs, backOffMsMax: pollMs, tick: () => this.#pull(), log });
    this.#shipping = new Loop({ name: 'shipping', periodMs: scanMs, backOffMsMax, tick: () => this.#ship(), log });
  }

  async start(): Promise<void> {
    const { databaseUrl, log } = this.#options;
    await this.#puller.loadFromDisk().catch((error: unknown) => log.error({ err: error }, 'the snapshot on disk is not used'));
    const onNotice = (): void => this.#pulling.wake();
    this.#listener = listen({ databaseUrl, channel: routingChannel, log, onNotice, onConnected: onNotice });
    this.#pulling.start();
    this.#shipping.start();
    this.#loadWriting.start();
  }

  /** Ships once more what the gateway sealed at its end, then stops; what does not get through waits for the next start. */
  async stop(): Promise<void> {
    await this.#listener?.stop();
    await Promise.all([this.#pulling.stop(), this.#shipping.stop(), this.#loadWriting.stop()]);
    await this.#ship().catch((error: unknown) => this.#options.log.info({ err: error }, 'segments are left for the next start'));
    const { database, gatewayId, log } = this.#options;
    await forgetGateway(database, gatewayId).catch((error: unknown) => log.info({ err: error }, 'others wait a little for this gateway'));
  }

  handle(message: Exclude<ToSync, { type: 'stop' }>): void {
    if (message.type === 'routed') {
      this.#puller.routed(message.revision).catch((error: unknown) => this.#options.log.debug({ err: error }, 'the next pass tells what is routed'));
      return;
    }
    if (message.type === 'load') {
      this.#loads.add(message.report);
      this.#loadWriting.wake();
      return;
    }
    if (message.type === 'gauges') this.#gauges = [...this.#gauges, ...message.samples].slice(-gaugesMax);
    this.#shipping.wake();
  }

  async #pull(): Promise<void> {
    try {
      await this.#puller.pull();
      this.#databaseReachable = true;
      this.#pullFault = '';
    } catch (error) {
      this.#databaseReachable = !isUnreachable(error);
      this.#pullFault = this.#databaseReachable ? 'The routing snapshot could not be renewed.' : 'The database cannot be reached.';
      throw error;
    } finally {
      await this.#report();
    }
  }

  async #ship(): Promise<void> {
    try {
      await this.#shipper.pass();
      await this.#flushGauges();
      this.#shipFault = '';
    } catch (error) {
      this.#shipFault = isAppError(error) ? error.message : 'Usage could not be handed in.';
      throw error;
    } finally {
      await this.#report();
    }
  }

  async #flushGauges(): Promise<void> {
    const samples = this.#gauges;
    this.#gauges = [];
    try {
      await recordGauges(
        this.#options.database,
        this.#options.clock,
        samples.map((sample) => ({ ...sample, source: this.#options.gatewayId })),
      );
    } catch (error) {
      this.#gauges = [...samples, ...this.#gauges].slice(-gaugesMax);
      throw error;
    }
  }

  async #report(): Promise<void> {
    const { segments, records } = await this.#shipper.backlog();
    const { post } = this.#options;
    post({
      type: 'status',
      databaseReachable: this.#databaseReachable,
      backlogRecords: records,
      backlogSegments: segments,
      detail: this.#pullFault || this.#shipFault,
    });
  }
}
