import { afterEach, expect, test } from 'vitest';
import { AppError } from '@/core/errors';
import { withPatience } from './database-patience';

const never = (): Promise<never> => new Promise(() => undefined);
const timed = async (work: Promise<unknown>): Promise<{ code: string; ms: number }> => {
  const begun = performance.now();
  const code = await work.then(
    () => 'answered',
    (error: { code?: string }) => error.code ?? String(error),
  );
  return { code, ms: performance.now() - begun };
};

afterEach(() => withPatience(Promise.resolve())); // forgets that it was away

test('a database that hangs counts as away after a while, and sooner the next time', async () => {
  const first = await timed(withPatience(never()));
  const second = await timed(withPatience(never()));
  expect([first.code, second.code]).toEqual(['DATABASE_UNREACHABLE', 'DATABASE_UNREACHABLE']);
  expect(second.ms).toBeLessThan(first.ms - 500);
});

test('an answer ends the hurry', async () => {
  await timed(withPatience(never()));
  expect(await withPatience(Promise.resolve(7))).toBe(7);
  const slow = new Promise((resolve) => setTimeout(() => resolve('late'), 800));
  expect(await withPatience(slow)).toBe('late');
});

test('one that refuses is passed on, and another fault is no sign of it being away', async () => {
  expect((await timed(withPatience(Promise.reject(new AppError('DATABASE_UNREACHABLE'))))).code).toBe('DATABASE_UNREACHABLE');
  await withPatience(Promise.resolve());
  expect((await timed(withPatience(Promise.reject(new AppError('UNAUTHENTICATED'))))).code).toBe('UNAUTHENTICATED');
  expect((await timed(withPatience(never()))).ms).toBeGreaterThan(1_000);
});
