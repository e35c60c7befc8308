import { expect, test } from 'vitest';
import { afterOutcome, afterStart, type HealthBook, type HealthOutcome, newHealthBook, pauseMs } from './health-rule';

const limits = { failuresMax: 3, successes: 2 };
const right: HealthOutcome = { type: 'right' };
const unasked: HealthOutcome = { type: 'unasked' };
const wrong: HealthOutcome = { type: 'wrong', reasonOf: (times) => ({ code: 'C', message: `${times}`, evidence: '' }) };
const letters: Record<string, HealthOutcome> = { r: right, w: wrong, u: unasked };

/** One outcome a second, each by its letter; `s` is a new process. */
function after(story: string, from: HealthBook = newHealthBook): HealthBook {
  return [...story].reduce((book, letter, at) => (letter === 's' ? afterStart(book) : afterOutcome(book, letters[letter], limits, 1_000 * at)), from);
}

test.each<[story: string, state: string, since: number | null, failing: boolean, reason: string | null]>([
  ['', 'Waiting', null, false, null],
  ['u', 'Waiting', null, false, null],
  ['r', 'Healthy', 0, false, null],
  ['rrrr', 'Healthy', 0, false, null],
  ['rww', 'Healthy', 0, false, null],
  ['rwwr', 'Healthy', 0, false, null],
  ['rwwrww', 'Healthy', 0, false, null],
  ['rwuuwuw', 'Unhealthy', 1_000, true, '3'],
  ['www', 'Unhealthy', 0, true, '3'],
  ['wwwwww', 'Unhealthy', 0, true, '3'],
  ['wwwr', 'Unhealthy', 0, false, '3'],
  ['wwwrw', 'Unhealthy', 0, false, '3'],
  ['wwwrwww', 'Unhealthy', 0, true, '3'],
  ['wwwrr', 'Healthy', 4_000, false, null],
  ['wwws', 'Unhealthy', 0, false, '3'],
  ['wwwswwuw', 'Unhealthy', 0, true, '3'],
  ['wwwsrr', 'Healthy', 5_000, false, null],
  ['rs', 'Waiting', null, false, null],
])('%j is %s', (story, state, since, failing, reason) => {
  const { observed } = after(story);
  expect([observed.state, observed.since, observed.failing, observed.reason?.message ?? null]).toEqual([state, since, failing, reason]);
});

test.each<[what: string, story: string, periodMs: number, tookMs: number, random: number, ms: number]>([
  ['a new one is asked within its first period', '', 30_000, 0, 0.5, 15_000],
  ['then each period', 'r', 30_000, 20, 0.5, 30_000],
  ['with a tenth of chance', 'r', 30_000, 20, 0, 27_000],
  ['a first wrong answer is asked again after a period', 'w', 30_000, 20, 0.5, 30_000],
  ['what takes long is asked more seldom', 'r', 30_000, 2_000, 0.5, 200_000],
  ['after its restart it shows soon that it answers right', 'wwws', 30_000, 20, 0.5, 1_000],
  ['and one that was found wrong is asked by its period', 'www', 30_000, 20, 0.5, 30_000],
])('%s', (_what, story, periodMs, tookMs, random, ms) => {
  expect(pauseMs(after(story), periodMs, tookMs, random)).toBeCloseTo(ms);
});
