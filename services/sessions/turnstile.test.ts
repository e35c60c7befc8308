import { expect, test } from 'vitest';
import { Turnstile } from './turnstile';

test('runs two at once, makes fifty wait in order and turns the rest away', async () => {
  const turnstile = new Turnstile({ runningMax: 2, waitingMax: 50 });
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) =>
      turnstile.pass(async () => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        done.push(index);
      }),
    ),
  );
  expect(most).toBe(2);
  expect(done).toEqual(Array.from({ length: 52 }, (_, index) => index));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } } });
});

test('work that fails gives its place on', async () => {
  const turnstile = new Turnstile({ runningMax: 1, waitingMax: 10 });
  const fail = () => turnstile.pass(() => Promise.reject(new Error('no')));
  await Promise.allSettled([fail(), fail(), fail()]);
  expect(await turnstile.pass(async () => 'through')).toBe('through');
});
