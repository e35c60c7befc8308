import { expect, test } from 'vitest';
import { restartDelayMs } from './restart-delay';

test.each([
  // name                                        ready  lived    failures → delay
  ['one that served comes back at once', true, 60_000, 0, 0],
  ['one that dies as soon as it serves waits', true, 300, 0, 500],
  ['the first failed start is repeated soon', false, 50, 1, 250],
  ['the fourth waits longer', false, 50, 4, 2_000],
  ['never above half a minute', false, 50, 400, 30_000],
])('%s', (_name, wasReady, livedMs, failures, delayMs) => {
  expect(restartDelayMs({ wasReady, livedMs, failures })).toBe(delayMs);
});
