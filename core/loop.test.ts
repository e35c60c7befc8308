import { expect, test } from 'vitest';
import { createLogger } from '@/core/log';
import { Loop } from './loop';

const log = createLogger('loop-test');
log.level = 'silent';

/** Resolves on the n-th tick. */
function counter() {
  let count = 0;
  const waiting: { at: number; resolve: () => void }[] = [];
  return {
    get count() {
      return count;
    },
    tick: () => {
      count += 1;
      for (const each of waiting.filter((known) => known.at <= count)) each.resolve();
    },
    reached: (at: number) => (count >= at ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ at, resolve }))),
  };
}

test('never runs two ticks at once, and stop waits for the running one', async () => {
  const ticks = counter();
  let running = 0;
  let most = 0;
  const open: (() => void)[] = [];
  const loop = new Loop({
    name: 'test',
    periodMs: 1,
    log,
    tick: async () => {
      running += 1;
      most = Math.max(most, running);
      ticks.tick();
      await new Promise<void>((resolve) => open.push(resolve));
      running -= 1;
    },
  });
  loop.start();
  loop.start();
  await ticks.reached(1);
  loop.wake();
  open.shift()?.();
  await ticks.reached(2);
  const stopped = loop.stop();
  expect(running).toBe(1);
  open.shift()?.();
  await stopped;
  expect({ running, most }).toEqual({ running: 0, most: 1 });
});

test('a wake ends the pause', async () => {
  const ticks = counter();
  const loop = new Loop({ name: 'test', periodMs: 3_600_000, log, tick: async () => ticks.tick() });
  loop.start();
  await ticks.reached(1);
  loop.wake();
  await ticks.reached(2);
  await loop.stop();
});

test('goes on after failures, and may be started again', async () => {
  const ticks = counter();
  const loop = new Loop({
    name: 'test',
    periodMs: 1,
    backOffMsMax: 5,
    log,
    tick: async () => {
      ticks.tick();
      if (ticks.count < 3) throw new Error('not now');
    },
  });
  loop.start();
  await ticks.reached(4);
  await loop.stop();
  const { count } = ticks;
  loop.start();
  await ticks.reached(count + 1);
  await loop.stop();
});
