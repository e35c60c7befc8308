import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideScaling, type ScalingInput } from './policy';
import { type LoadSample, type ScalingChange, type ScalingPolicy, scalingDefaults } from './types';

const now = Date.UTC(2026, 0, 7, 12); // a Wednesday
const policy: ScalingPolicy = { ...scalingDefaults, metric: 'concurrency', target: 10 };
const unknown = Number.NaN;

function sample(secondsAgo: number, more: Partial<LoadSample> = {}): LoadSample {
  return { at: now - secondsAgo * 1000, concurrency: 0, requests: 0, queueMs: null, held: 0, cpuPercent: null, ready: 1, complete: true, ...more };
}

/** `seconds` of the same load up to now, in requests in flight; NaN for seconds without figures. */
function steady(...parts: readonly [seconds: number, concurrency: number][]): LoadSample[] {
  const values = parts.flatMap(([seconds, concurrency]) => Array.from({ length: seconds }, () => concurrency));
  return values.flatMap((concurrency, index) => (Number.isNaN(concurrency) ? [] : sample(values.length - 1 - index, { concurrency, requests: concurrency })));
}

function input(more: Partial<ScalingInput>): ScalingInput {
  return { now, policy, bounds: { min: 1, max: 8 }, samples: [], desired: 1, ready: more.desired ?? 1, changes: [], predicted: null, ...more };
}

const change = (secondsAgo: number, from: number, to: number): ScalingChange => ({ at: now - secondsAgo * 1000, from, to });

describe('load decides', () => {
  test.each([
    // name                                        samples                                desired  →  wanted  reason
    ['holds without any data', steady(), 3, 3, 'no data'],
    ['holds while figures are missing', steady([60, 45], [10, unknown]), 5, 5, 'no data'],
    ['leaves alone what fits', steady([70, 25]), 3, 3, 'fits'],
    ['lets a tenth above the target pass', steady([70, 29], [6, 32]), 3, 3, 'fits'],
    ['follows more than that within seconds', steady([70, 25], [5, 39]), 3, 4, 'load'],
    ['follows a small excess that stays', steady([70, 31]), 3, 4, 'load'],
    ['jumps in a panic', steady([70, 9], [3, 60]), 1, 6, 'panic'],
    ['stays at its maximum', steady([70, 200]), 8, 8, 'at maximum'],
    ['stays at its minimum', steady([70, 0]), 1, 1, 'at minimum'],
    ['takes instances away once fewer sufficed for a window', steady([70, 25]), 6, 3, 'less load'],
    ['never takes away more than half', steady([70, 0]), 8, 4, 'less load'],
    ['waits while more was needed within the window', steady([30, 55], [40, 15]), 6, 6, 'needed recently'],
    ['does not take away what it does not know enough of', steady([30, 15]), 6, 6, 'not known long enough'],
  ] as const)('%s', (_name, samples, desired, wanted, reason) => {
    expect(decideScaling(input({ samples, desired }))).toMatchObject({ desired: wanted, reason });
  });
});

describe('what was done before', () => {
  test.each([
    ['takes none away within a window after an addition', [change(30, 3, 6)], steady([70, 25]), 6, 'added recently'],
    ['takes none away twice within seconds', [change(3, 8, 6)], steady([70, 25]), 6, 'removed recently'],
    ['goes on taking away after that', [change(9, 8, 6)], steady([70, 25]), 3, 'less load'],
    ['does not turn again within a window', [change(300, 2, 6), change(30, 6, 3)], steady([70, 25], [5, 39]), 3, 'turned recently'],
    ['turns again in a panic', [change(300, 2, 6), change(30, 6, 3)], steady([70, 25], [6, 70]), 7, 'panic'],
    ['adds none beyond what a minute may bring', [change(20, 1, 30)], steady([70, 500]), 33, 'load'],
  ] as const)('%s', (_name, changes, samples, wanted, reason) => {
    const desired = changes.at(-1)?.to ?? 1;
    expect(decideScaling(input({ samples, changes, desired, bounds: { min: 1, max: 64 } }))).toMatchObject({ desired: wanted, reason });
  });

  test('the minute can be used up', () => {
    const decision = decideScaling(input({ samples: steady([70, 500]), desired: 33, changes: [change(20, 1, 33)], bounds: { min: 1, max: 64 } }));
    expect(decision).toMatchObject({ desired: 33, reason: 'rate limit', wanted: 50 });
  });

  test('one decision adds and takes away no more than a step', () => {
    const limited = { ...policy, stepOutMax: 2, stepInMax: 1 };
    expect(decideScaling(input({ policy: limited, samples: steady([70, 80]), desired: 1 }))).toMatchObject({ desired: 3, reason: 'panic', wanted: 8 });
    expect(decideScaling(input({ policy: limited, samples: steady([70, 5]), desired: 6 }))).toMatchObject({ desired: 5, reason: 'less load' });
  });
});

describe('people and calendars set the bounds', () => {
  const night = { days: [1, 2, 3, 4, 5], from: '20:00', to: '06:00', timeZone: 'Europe/Berlin', minInstances: 0, maxInstances: 0 };
  const office = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin', minInstances: 4, maxInstances: 8 };
  test.each([
    ['a raised minimum counts at once, data or not', {}, 1, { min: 3, max: 8 }, 3, 'raised to minimum'],
    ['a lowered maximum too', { samples: steady([70, 90]) }, 8, { min: 1, max: 2 }, 2, 'lowered to maximum'],
    ['office hours raise the minimum', { policy: { ...policy, schedules: [night, office] } }, 1, { min: 1, max: 8 }, 4, 'raised to minimum'],
    ['at night it is off', { policy: { ...policy, schedules: [night, office] }, now: Date.UTC(2026, 0, 7, 20) }, 4, { min: 1, max: 8 }, 0, 'switched off'],
    [
      'the night after Friday ends on Saturday morning',
      { policy: { ...policy, schedules: [night] }, now: Date.UTC(2026, 0, 10, 4, 59) },
      0,
      { min: 1, max: 8 },
      0,
      'switched off',
    ],
    ['then the usual bounds hold', { policy: { ...policy, schedules: [night] }, now: Date.UTC(2026, 0, 10, 5) }, 0, { min: 1, max: 8 }, 1, 'raised to minimum'],
  ] as const)('%s', (_name, more, desired, bounds, wanted, reason) => {
    expect(decideScaling(input({ ...more, desired, bounds }))).toMatchObject({ desired: wanted, reason });
  });
});

describe('zero', () => {
  const rests = { ...policy, idleSeconds: 120 };
  const bounds = { min: 0, max: 8 };
  test.each([
    ['the last one goes after the idle time', steady([130, 0]), 1, [], 0, 'idle'],
    ['not before', steady([60, 5], [100, 0]), 1, [], 1, 'not idle long enough'],
    ['not while figures are missing', steady([60, 0], [20, unknown], [60, 0]), 1, [], 1, 'not idle long enough'],
    ['not soon after it woke', steady([130, 0]), 1, [change(50, 0, 1)], 1, 'not idle long enough'],
    ['a held request wakes', [sample(0, { held: 1, requests: 1 })], 0, [], 1, 'woken'],
    ['one that could not wait wakes too, though its figures come late', [sample(8, { requests: 1 })], 0, [change(20, 1, 0)], 1, 'woken'],
    ['what came before it slept does not', [sample(21, { requests: 1 }), sample(2)], 0, [change(20, 1, 0)], 0, 'at minimum'],
    ['nothing wakes without a request', steady([70, 0]), 0, [], 0, 'at minimum'],
    ['nothing wakes on missing data', steady(), 0, [], 0, 'no data'],
  ] as const)('%s', (_name, samples, desired, changes, wanted, reason) => {
    expect(decideScaling(input({ policy: rests, bounds, samples, desired, changes }))).toMatchObject({ desired: wanted, reason });
  });

  test('a request that one gateway missed keeps the last instance', () => {
    const samples = steady([130, 0]).map((one, index) => (index === 70 ? { ...one, complete: false } : one));
    expect(decideScaling(input({ policy: rests, bounds, samples, desired: 1 })).desired).toBe(1);
  });
});

describe('other metrics', () => {
  const many = (more: Partial<LoadSample>) => Array.from({ length: 70 }, (_, index) => sample(69 - index, { requests: 50, concurrency: 3, ready: 2, ...more }));
  test.each([
    ['requests a second', 'requests', 20, { requests: 61 }, 2, 4, 'load'],
    ['CPU of the instances', 'cpu', 70, { cpuPercent: 95 }, 2, 3, 'load'],
    ['CPU that is not known', 'cpu', 70, { cpuPercent: null }, 2, 2, 'no data'],
    ['waiting above its target', 'queue', 50, { queueMs: 90 }, 2, 4, 'load'],
    ['waiting within its band', 'queue', 50, { queueMs: 30 }, 2, 2, 'fits'],
    ['hardly any waiting: one fewer is tried', 'queue', 50, { queueMs: 1 }, 2, 1, 'less load'],
  ] as const)('%s', (_name, metric, target, more, desired, wanted, reason) => {
    expect(decideScaling(input({ policy: { ...policy, metric, target }, samples: many(more), desired }))).toMatchObject({ desired: wanted, reason });
  });

  test('what past weeks brought is made ready, and kept', () => {
    expect(decideScaling(input({ samples: steady([70, 5]), desired: 1, predicted: 38 }))).toMatchObject({ desired: 4, reason: 'expected' });
    expect(decideScaling(input({ samples: steady([70, 5]), desired: 4, predicted: 38 }))).toMatchObject({ desired: 4, reason: 'fits' });
  });
});

/** Any load, in stretches, with seconds that are missing or incomplete. */
const anyLoad = fc.array(
  fc.record({
    seconds: fc.integer({ min: 1, max: 90 }),
    load: fc.integer({ min: 0, max: 150 }),
    state: fc.constantFrom('known', 'known', 'missing', 'incomplete'),
  }),
  { minLength: 2, maxLength: 14 },
);

test('whatever comes: within its bounds, no fewer on missing data, at most one turn a window', () => {
  fc.assert(
    fc.property(anyLoad, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 3, max: 12 }), (stretches, min, max) => {
      const samples: LoadSample[] = [];
      const changes: ScalingChange[] = [];
      const turns: number[] = [];
      let desired = Math.max(1, min);
      let at = now;
      for (const { seconds, load, state } of stretches) {
        for (let second = 0; second < seconds; second++) {
          at += 1000;
          if (state !== 'missing') samples.push({ ...sample(0, { concurrency: load, requests: load, ready: desired, complete: state === 'known' }), at });
          const decision = decideScaling(input({ now: at, samples: samples.slice(-400), desired, ready: desired, changes, bounds: { min, max } }));
          expect(decision.desired).toBeGreaterThanOrEqual(min);
          expect(decision.desired).toBeLessThanOrEqual(max);
          if (decision.reason === 'no data') expect(decision.desired).toBe(desired);
          if (decision.desired < desired) expect(decision.desired).toBeGreaterThanOrEqual(Math.floor(desired / 2));
          if (decision.desired !== desired) {
            const before = changes.at(-1);
            const turned = before !== undefined && Math.sign(before.to - before.from) !== Math.sign(decision.desired - desired);
            const forced = decision.reason === 'panic' || decision.reason === 'woken'; // callers come first: these may turn it early
            if (turned && !forced) expect(at - (turns.at(-1) ?? 0)).toBeGreaterThanOrEqual(policy.stableSeconds * 1000);
            if (turned) turns.push(at);
            changes.push({ at, from: desired, to: decision.desired });
          }
          desired = decision.desired;
        }
      }
    }),
    { numRuns: 25, seed: 20260107 },
  );
});
