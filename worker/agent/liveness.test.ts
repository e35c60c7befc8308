import { expect, test } from 'vitest';
import { whyHung } from './liveness';

const working = { stopped: false, cpuMs: 5_000 };
const idle = { stopped: false, cpuMs: 1_000 };
const stopped = { stopped: true, cpuMs: 1_000 };

test.each([
  // name                                            silentMs  process  busyForMs  → why
  ['answers in time', 900, idle, 0, null],
  ['a short pause is no fault', 3_900, idle, 0, null],
  ['stopped for a moment', 1_900, stopped, 30_000, null],
  ['stopped', 2_100, stopped, 30_000, /its process is stopped/],
  ['silent without work', 4_100, idle, 30_000, /does not work either/],
  ['works within the deadline of what it runs', 25_000, working, 30_000, null],
  ['works beyond it', 31_000, working, 30_000, /longer than any request it holds allows/],
  ['a system that tells nothing: within the deadline', 25_000, null, 30_000, null],
  ['a system that tells nothing: beyond it', 31_000, null, 30_000, /longer than/],
])('%s', (_name, silentMs, process, busyForMs, why) => {
  const heardAt = 100_000;
  const found = whyHung({ now: heardAt + silentMs, heardAt, busyUntil: heardAt + busyForMs, process, cpuMsWhenHeard: 1_000 });
  if (why === null) expect(found).toBeNull();
  else expect(found?.text).toMatch(why);
});
