import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import { deriveSecret } from '@/core/secrets';
import { Authenticator } from './auth/authenticator';
import { type GatewayConfig, isLoopback } from './config';
import { ConsoleProxy } from './console/console-proxy';
import { LoopTurn } from './http/loop-turn';
import { HttpServer } from './http/server';
import { Inference } from './inference';
import { gatewayIdentity } from './metering/identity';
import { Outgoing } from './metering/outgoing';
import { Spool } from './metering/spool';
import { GatewayState } from './operations/gateway-state';
import { Gauges } from './operations/gauges';
import { LoadReporter } from './operations/load-report';
import { metricsPage } from './operations/metrics-page';
import { BodyMemory } from './protocols/body-memory';
import { RouteStore } from './routing/route-store';
import { RoutingTable } from './routing/table';
import { VariantScheduler } from './scheduling/variant-scheduler';
import { Surface } from './surface';
import type { FromSync, GaugeSample, LoadReport } from './sync-messages';
import { LiveCertificate } from './tls/live-certificate';
import type { PartStore } from './uploads/upload-part';
import { LinkFlusher } from './upstream/replica-link';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly masterKey: Uint8Array;
  /** Where upload parts go, or null where they do not come here. */
  readonly parts: PartStore | null;
  readonly onSealed: (segmentId: string) => void;
  readonly onGauges: (samples: GaugeSample[]) => void;
  readonly onLoad: (report: LoadReport) => void;
}

/** The data plane of one process, without the thread that ties it to the database. Needs no database and starts serving with its first snapshot. */
export class Gateway {
  readonly gatewayId: string;
  readonly boot: string;
  readonly table: RoutingTable;
  readonly state: GatewayState;
  readonly #config: GatewayConfig;
  readonly #clock: Clock;
  readonly #server: HttpServer;
  readonly #spool: Spool;
  readonly #store: RouteStore;
  readonly #gauges: Gauges;
  readonly #loads: LoadReporter;
  readonly #console: ConsoleProxy;
  readonly #certificate: LiveCertificate;
  #tlsPort: number | null = null;
  #onRouted: () => void = () => undefined;

  constructor({ config, clock, log, masterKey, parts, onSealed, onGauges, onLoad }: GatewayOptions) {
    this.#config = config;
    this.#clock = clock;
    const identity = gatewayIdentity(config.paths.root, clock.now());
    this.gatewayId = identity.gatewayId;
    this.boot = identity.boot;
    const turn = new LoopTurn();
    const schedule = (): void => turn.schedule();
    const flusher = new LinkFlusher(schedule);
    this.#store = new RouteStore(() => new VariantScheduler({ clock, log, flusher, events: inference }));
    this.table = new RoutingTable(this.#store);
    this.#spool = new Spool({ folder: config.paths.spool, ...identity, clock, log, onSynced: schedule, onSealed });
    this.state = new GatewayState(clock, this.table, this.#spool);
    const authenticator = new Authenticator(this.table, deriveSecret(masterKey, 'playground-token'), clock);
    const outgoing = new Outgoing({ clock, spool: this.#spool, strict: config.strictMetering, schedule });
    const bodyMemory = new BodyMemory(config.bodyBytesHeldMax);
    this.#loads = new LoadReporter(clock, this.table, onLoad);
    const onHeld = (): void => this.#loads.held();
    const inference: Inference = new Inference({ clock, log, table: this.table, authenticator, spool: this.#spool, outgoing, bodyMemory, onHeld });
    this.#console = new ConsoleProxy(
      config.consoleUrl,
      config.tls !== null && !isLoopback(config.host) ? 'Strict-Transport-Security: max-age=31536000\r\n' : '',
    );
    const surface = new Surface({
      clock,
      log,
      table: this.table,
      authenticator,
      inference,
      state: this.state,
      console: this.#console,
      metricsPage: (principal) => metricsPage({ table: this.table, metrics: this.#store.allMetrics, state: this.state }, principal),
      parts: parts === null ? null : { store: parts, secret: deriveSecret(masterKey, 'upload-part') },
      redirectPort: () => (config.redirectPlain ? this.#tlsPort : null),
    });
    this.#server = new HttpServer({ limits: config.http, clock, log, turn, handlers: surface });
    // The turn's order: client work (registered by the server), frames to replicas, records and answers.
    turn.register(() => flusher.flush());
    turn.register(() => outgoing.flush());
    this.#gauges = new Gauges(clock, this.table, onGauges);
    this.#certificate = new LiveCertificate({ files: config.tls, folder: config.paths.tls, host: config.host, clock, log });
  }

  /** Resolves when there are routes, or after `limitMs`. */
  routed(limitMs: number): Promise<void> {
    if (this.table.loaded) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#onRouted = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns the real ports. @throws Error `EADDRINUSE` */
  async listen(): Promise<{ port: number; tlsPort: number }> {
    const { host, port, tlsPort } = this.#config;
    const { cert, key } = this.#certificate.current;
    this.#tlsPort = await this.#server.listenTls(host, tlsPort, { cert, key }, (server) => this.#certificate.follow(server));
    return { port: await this.#server.listenPlain(host, port), tlsPort: this.#tlsPort };
  }

  onSync(message: FromSync): void {
    if (message.type === 'status') {
      this.state.backlogRecords = message.backlogRecords;
      this.state.databaseReachable = message.databaseReachable;
      if (message.databaseReachable) this.state.confirmSnapshot(this.#clock.now());
      return;
    }
    const { snapshot, fromDisk } = message;
    if (snapshot.revision < this.table.revision && fromDisk) return;
    this.table.apply(snapshot);
    this.#onRouted();
    this.state.confirmSnapshot(fromDisk ? snapshot.builtAt : this.#clock.now());
  }

  /** Answers what is under way, refuses what is new, and leaves every record synced and sealed. */
  async stop(): Promise<void> {
    this.state.draining = true;
    await this.#server.drain(this.#config.drainMs);
    this.#gauges.stop();
    this.#loads.stop();
    this.#certificate.stop();
    this.#console.close();
    this.#store.close();
    await this.#spool.close();
  }
}
