import { randomUUID } from 'node:crypto';
import type { ObservedState } from '@/core/agent-api';
import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import { Loop } from '@/core/loop';
import type { DataPaths } from '@/core/paths';
import type { Database } from '@/prisma/client';
import type { FleetProvider } from '@/providers/fleet/provider';
import { listen } from '@/services/listen';
import { untilRouted } from '@/services/routing';
import { desiredState } from './agent-api/desired';
import { storeObserved } from './agent-api/observed';
import { AgentApi } from './agent-api/server';
import { Autoscaler } from './autoscaler/autoscaler';
import { Observations } from './health/observations';
import { Leadership, LeadershipLost } from './leader';
import type { Reach } from './reconciler/apply';
import { Memory } from './reconciler/memory';
import { reconcile } from './reconciler/reconciler';

const renewMs = 1_500;
const reconcileMs = 1_000;
const offersMs = 60_000;
const sweepMs = 60_000;
const gaugesMs = 10_000;
const autoscaleMs = 1_000;
const mebibyte = 1024 * 1024;

/** A loop of another room that the leader runs, such as the roll-up of usage. */
export interface LeaderLoop {
  readonly name: string;
  readonly periodMs: number;
  /** `fenced` runs work in a transaction that commits only while this process still leads. */
  readonly tick: (signal: AbortSignal, fenced: Leadership['fenced']) => Promise<void>;
  /** True where new work in the database shall wake it. */
  readonly wakes?: boolean;
}

export interface ControlOptions {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly paths: DataPaths;
  readonly fleet: FleetProvider;
  readonly log: Logger;
  readonly loops?: readonly LeaderLoop[];
  /** Called each 10 s with what agents reported since. */
  readonly gauges?: (reports: { at: number; report: ObservedState }[]) => Promise<void>;
}

/**
 * The control process: one leads, others stand by. The leader serves the agent API and runs the loops; who loses the lead stops them.
 * States: standby → leading (lease taken) → standby (epoch moved on) or stopped. A database that is away changes no state: passes fail and come again.
 */
export class Control {
  readonly #options: ControlOptions;
  readonly #leadership: Leadership;
  readonly #observations = new Observations();
  readonly #memory = new Memory();
  readonly #renewal: Loop;
  readonly #loops: { loop: Loop; wakes: boolean }[];
  readonly #reconciler: Loop;
  #api: AgentApi | null = null;
  #listener: { stop(): Promise<void> } | null = null;
  readonly #autoscaler: Autoscaler;
  #sizes = new Map<string, { readonly memoryBytes: number; readonly cpus: number }>();

  constructor(options: ControlOptions) {
    this.#options = options;
    const { log } = options;
    this.#leadership = new Leadership(options.database, options.clock, `${process.pid}-${randomUUID()}`);
    this.#renewal = new Loop({ name: 'leader', periodMs: renewMs, backOffMsMax: renewMs, tick: () => this.#lead(), log });
    this.#reconciler = new Loop({ name: 'reconciler', periodMs: reconcileMs, backOffMsMax: 5_000, tick: () => this.#reconcile(), log });
    this.#autoscaler = new Autoscaler({
      leadership: this.#leadership,
      observations: this.#observations,
      cpusOf: (type) => this.#sizes.get(type)?.cpus ?? 1,
      log,
    });
    const own: LeaderLoop[] = [
      { name: 'offers', periodMs: offersMs, tick: () => this.#readOffers() },
      { name: 'fleet sweep', periodMs: sweepMs, tick: () => this.#sweep() },
      { name: 'gauges', periodMs: gaugesMs, tick: () => this.#writeGauges() },
      { name: 'autoscaler', periodMs: autoscaleMs, wakes: true, tick: () => this.#autoscale() },
    ];
    const fenced: Leadership['fenced'] = (work) => this.#leadership.fenced(work);
    this.#loops = [...own, ...(options.loops ?? [])].map(({ tick, ...loop }) => ({
      loop: new Loop({ ...loop, tick: (signal) => tick(signal, fenced), log }),
      wakes: loop.wakes === true,
    }));
  }

  get leads(): boolean {
    return this.#leadership.leads;
  }

  start(): void {
    const wake = (): void => this.#wake();
    const { databaseUrl, log } = this.#options;
    this.#listener ??= listen({ databaseUrl, channel: 'aimass_work', log, onNotice: wake, onConnected: wake });
    this.#renewal.start();
  }

  async stop(): Promise<void> {
    await this.#renewal.stop();
    await this.#standBy();
    await this.#listener?.stop();
    this.#listener = null;
    await this.#leadership.release().catch((error: unknown) => this.#options.log.info({ err: error }, 'the lead was not given back; its lease runs out'));
  }

  async #lead(): Promise<void> {
    if (!(await this.#leadership.renew())) return this.#standBy();
    if (this.#api?.isReachable() === true) return;
    const returning = this.#api !== null;
    await this.#standBy();
    if (!returning) this.#observations.clear();
    await this.#serve();
    this.#options.log.info({ owner: this.#leadership.owner }, 'this process leads');
  }

  async #serve(): Promise<void> {
    const api = new AgentApi({
      socketPath: this.#options.paths.agentSocket,
      desired: (instanceId) =>
        this.#leadership.fenced((ctx) => desiredState(ctx, instanceId, (type) => this.#sizes.get(type) ?? { memoryBytes: 1024 * mebibyte, cpus: 1 })),
      observed: (report) => this.#observe(report),
      log: this.#options.log,
    });
    await api.listen();
    this.#api = api;
    this.#reconciler.start();
    for (const { loop } of this.#loops) loop.start();
  }

  async #standBy(): Promise<void> {
    const api = this.#api;
    if (api === null) return;
    this.#api = null;
    await Promise.all([api.close(), this.#reconciler.stop(), ...this.#loops.map(({ loop }) => loop.stop())]);
  }

  #wake(): void {
    if (this.#api === null) return;
    this.#reconciler.wake();
    for (const { loop, wakes } of this.#loops) if (wakes) loop.wake();
  }

  async #reconcile(): Promise<void> {
    const reach: Reach = {
      leadership: this.#leadership,
      fleet: this.#options.fleet,
      paths: this.#options.paths,
      memory: this.#memory,
      log: this.#options.log,
      routed: () => untilRouted(this.#options.database),
      wakeAgent: (instanceId) => this.#api?.wake(instanceId),
    };
    try {
      if (await reconcile(reach, this.#observations)) this.#reconciler.wake();
    } catch (error) {
      if (!(error instanceof LeadershipLost)) throw error;
      this.#renewal.wake();
    }
  }

  async #autoscale(): Promise<void> {
    try {
      await this.#autoscaler.pass();
    } catch (error) {
      if (!(error instanceof LeadershipLost)) throw error;
      this.#renewal.wake();
    }
  }

  /** @returns false for an instance that is not, or no longer, known */
  async #observe(report: ObservedState): Promise<boolean> {
    const first = this.#observations.seenAt(report.instanceId) === null;
    this.#observations.record(report, this.#options.clock.now());
    if (!this.#observations.isNews(report)) return true;
    const known = await this.#leadership.fenced(async (ctx) => {
      const row = await ctx.tx.instance.findFirst({ where: { id: report.instanceId, endedAt: null } });
      if (row !== null) await storeObserved(ctx, report);
      return row !== null;
    });
    if (known) this.#observations.markStored(report);
    if (known || first) this.#reconciler.wake();
    return known;
  }

  async #readOffers(): Promise<void> {
    const offers = await this.#options.fleet.offers();
    this.#sizes = new Map(offers.map((offer) => [offer.name, offer]));
  }

  async #sweep(): Promise<void> {
    const swept = await this.#options.fleet.sweep();
    if (swept.length > 0) this.#options.log.warn({ swept }, 'the fleet ended what was left over');
  }

  /** Figures go to the rows and the charts every 10 s, however often agents report. */
  async #writeGauges(): Promise<void> {
    const reports = this.#observations.since(this.#options.clock.now() - gaugesMs);
    if (reports.length === 0) return;
    await this.#leadership.fenced(async (ctx) => {
      for (const { at, report } of reports) {
        await ctx.tx.instance.updateMany({
          where: { id: report.instanceId, endedAt: null },
          data: { lastSeenAt: new Date(at), cpuPercent: report.cpuPercent, memoryBytes: BigInt(Math.round(report.memoryBytes)) },
        });
        for (const replica of report.replicas) {
          await ctx.tx.replica.updateMany({
            where: { id: replica.id, endedAt: null },
            data: { cpuPercent: replica.cpuPercent, memoryBytes: BigInt(Math.round(replica.memoryBytes)) },
          });
        }
      }
    });
    await this.#options.gauges?.(reports);
  }
}
