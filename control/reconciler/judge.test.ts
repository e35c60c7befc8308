import { describe, expect, test } from 'vitest';
import { Histogram } from '@/core/histogram';
import { type Guardrails, GuardrailsSchema } from '@/services/deployments/strategy';
import { type ArmFigures, judge } from './judge';

const guardrails = GuardrailsSchema.parse({});

/** `requests` of which `errors` failed; all take `ms`, but a share of `slow` takes ten times as long. */
function arm(requests: number, errors: number, ms = 10, slow = 0): ArmFigures {
  const latency = new Histogram();
  for (let i = 0; i < requests; i++) latency.record(1000 * (i < slow * requests ? 10 * ms : ms));
  return { requests, errors, latency };
}

describe('replicas that bake are compared with those that serve', () => {
  test.each<[string, ArmFigures, ArmFigures, Partial<Guardrails>, boolean]>([
    ['all fail', arm(30, 30), arm(300, 0), {}, true],
    ['too few to say', arm(29, 29), arm(300, 0), {}, false],
    ['nobody calls', arm(0, 0), arm(0, 0), {}, false],
    ['as good', arm(500, 5), arm(5_000, 50), {}, false],
    ['both fail alike', arm(500, 250), arm(5_000, 2_500), {}, false],
    ['better than what serves', arm(500, 0), arm(5_000, 500), {}, false],
    ['two errors of forty may be chance', arm(40, 2), arm(400, 0), {}, false],
    ['five in a hundred of many are not', arm(1_000, 50), arm(9_000, 9), {}, true],
    ['within the limit, however sure', arm(100_000, 900), arm(900_000, 0), {}, false],
    ['beyond a wider limit', arm(1_000, 50), arm(9_000, 9), { errorRate: 0.1 }, false],
    ['only the new ones are called, and fail', arm(60, 30), arm(0, 0), {}, true],
    ['twice as slow', arm(500, 0, 20), arm(5_000, 0, 10), {}, true],
    ['a little slower', arm(500, 0, 13), arm(5_000, 0, 10), {}, false],
    ['one in ten is slow', arm(500, 0, 10, 0.1), arm(5_000, 0, 10, 0.01), {}, true],
    ['the usual one in twenty is slow', arm(500, 0, 10, 0.05), arm(5_000, 0, 10, 0.05), {}, false],
    ['slower, but nobody asks for latency', arm(500, 0, 90), arm(5_000, 0, 10), { p95Ratio: null }, false],
    ['slower, but too few to say', arm(60, 0, 90), arm(5_000, 0, 10), {}, false],
  ])('%s', (_name, fresh, serving, given, broken) => {
    expect(judge({ fresh, serving }, { ...guardrails, ...given }).broken).toBe(broken);
  });

  test('equal replicas are seldom taken back, however often they are looked at', () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    let taken = 0;
    for (let trial = 0; trial < 200; trial++) {
      const [fresh, serving] = [
        { requests: 0, errors: 0, latency: new Histogram() },
        { requests: 0, errors: 0, latency: new Histogram() },
      ];
      for (let look = 0; look < 30; look++) {
        for (const [one, calls] of [
          [fresh, 20],
          [serving, 180],
        ] as const) {
          for (let i = 0; i < calls; i++) {
            one.requests++;
            if (random() < 0.02) one.errors++;
            one.latency.record(5_000 * (1 + random()));
          }
        }
        if (judge({ fresh, serving }, guardrails).broken) {
          taken++;
          break;
        }
      }
    }
    expect(taken).toBeLessThanOrEqual(4);
  });

  test('says both figures, in both languages', () => {
    const { words } = judge({ fresh: arm(100, 40), serving: arm(900, 9) }, guardrails);
    expect(words.text).toMatch(
      /^The new replicas failed 40\.0 % of 100 requests, those that serve 1\.00 %\. That is more than 1\.00 % worse, and not by chance \(z = \d+\.\d\)\.$/,
    );
    expect(words.code).toBe('deployments.tooManyErrors');
  });
});
