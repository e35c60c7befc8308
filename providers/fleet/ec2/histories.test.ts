import { describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { Crash } from '@/testing/crashing';
import { ControlModel } from '@/testing/ec2/control-model';
import { Ec2Model } from '@/testing/ec2/model';
import { testSettings } from '@/testing/ec2/settings';
import { type Trouble, Unreliable } from '@/testing/ec2/unreliable';
import { Ec2Fleet } from './fleet';
import { tagKeys } from './names';

const settings = testSettings('here', { subnets: ['subnet-1', 'subnet-2'], securityGroup: 'sg-1', image: 'ami-1' });
const graceMs = 60_000;

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One history of an account: control, a fleet that dies, and Amazon. */
class History {
  readonly clock = new ManualClock();
  readonly control = new ControlModel(this.clock);
  readonly model: Ec2Model;
  readonly calls: Unreliable;
  readonly foreign: readonly string[];
  readonly faults: string[] = [];
  crashes = 0;
  #fleet: Ec2Fleet;
  #life = { crashed: false };

  readonly #random: () => number;

  constructor(random: () => number, trouble: Trouble) {
    this.#random = random;
    this.model = new Ec2Model({ clock: this.clock, holds: random() < 0.5 });
    this.calls = new Unreliable(this.model.api('here'), this.clock, random, trouble);
    this.foreign = [
      this.model.addForeign({}),
      this.model.addForeign({ [tagKeys.installation]: 'elsewhere', [tagKeys.purpose]: 'serving' }),
      this.model.addForeign({ [tagKeys.installation]: 'here', [tagKeys.purpose]: 'database' }),
    ];
    this.model.onEnd = ({ instanceId, tags }) => {
      if (this.foreign.includes(instanceId)) this.faults.push(`ended the foreign ${instanceId}`);
      if (this.control.wanted(tags[tagKeys.instance] ?? '')) this.faults.push(`ended ${instanceId}, which serves ${tags[tagKeys.instance]}`);
    };
    this.#fleet = this.#open();
  }

  #open(): Ec2Fleet {
    const { api, life } = this.calls.open();
    this.#life = life;
    return new Ec2Fleet({ settings, api, clock: this.clock, random: this.#random, graceMs });
  }

  async pass(seconds: number): Promise<void> {
    this.clock.advance(seconds * 1000);
    this.model.work();
    await this.calls.tick();
    try {
      await this.control.pass(this.#fleet);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    if (this.#life.crashed) this.#restart();
    this.#look();
  }

  /** The faults end; what is left over has to go. */
  async end(): Promise<void> {
    this.calls.trouble = null;
    for (let pass = 0; pass < 20; pass++) await this.pass(20);
    const has = this.model
      .alive()
      .filter(({ instanceId }) => !this.foreign.includes(instanceId))
      .map(({ tags }) => tags[tagKeys.instance] ?? 'nobody')
      .sort();
    const wanted = [...this.control.rows.keys()].sort();
    if (JSON.stringify(has) !== JSON.stringify(wanted)) this.faults.push(`has ${has.join(' ')}; wanted ${wanted.join(' ')}`);
    const desired = [...this.model.groups.values()].reduce((sum, group) => sum + group.desired, 0);
    if (desired !== wanted.length) this.faults.push(`groups want ${desired}; control wants ${wanted.length}`);
    if (this.foreign.some((id) => this.model.instances.get(id)?.state !== 'running')) this.faults.push('a foreign instance is gone');
  }

  #restart(): void {
    this.crashes++;
    this.control.restart();
    this.#fleet = this.#open();
  }

  /** At no time two live instances of one id. */
  #look(): void {
    const ids = this.model.alive().flatMap(({ tags }) => tags[tagKeys.instance] ?? []);
    for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) this.faults.push(`two instances of ${id}`);
  }
}

/** A history that is the same for the same seed. */
async function run(seed: number): Promise<History> {
  const random = seeded(seed);
  const trouble = { throttled: 0.05 * random(), timedOut: 0.2 * random(), crash: 0.1 * random(), stale: 0.3 * random() };
  const history = new History(random, trouble);
  const passes = 10 + Math.floor(random() * 30);
  for (let pass = 0; pass < passes; pass++) {
    if (random() < 0.25) history.control.scale(random() < 0.7 ? 'main' : 'other', Math.floor(random() * 5));
    if (random() < 0.05) history.model.lose(history.model.alive().filter(({ instanceId }) => !history.foreign.includes(instanceId))[0]?.instanceId ?? '');
    history.model.shortage = random() < 0.1 ? 'We currently do not have sufficient c5.large capacity' : null;
    await history.pass(1 + Math.floor(random() * 10));
  }
  history.model.shortage = null;
  await history.end();
  return history;
}

describe('histories of the fleet on EC2', () => {
  const count = Number(process.env.AIMASS_HISTORIES ?? 1_500);

  test(`${count} histories of crashes, lost answers, late effects, stale reads and lost instances: nothing twice, left over or wrongly ended`, {
    timeout: 120_000,
  }, async () => {
    let crashes = 0;
    for (let seed = 1; seed <= count; seed++) {
      const history = await run(seed);
      crashes += history.crashes;
      expect({ seed, faults: history.faults }).toEqual({ seed, faults: [] });
    }
    expect(crashes).toBeGreaterThan(count);
  });
});
