import { expect, test } from 'vitest';
import { LoadBook } from './load-book';

const start = 1_767_787_200_000;
/** A gateway that reported the given seconds (by the end of each, s since the start) `agoMs` before now. */
const gateway = (id: string, now: number, seconds: readonly [end: number, concurrency: number][] | null) => ({
  id,
  at: seconds === null ? null : start + now * 1000,
  seconds: (seconds ?? []).map(([end, concurrency]) => ({ agoMs: (now - end) * 1000, ms: 1000, loads: [['ep', 'main', concurrency, 1, 0, 0, 0] as const] })),
  held: [],
});
const look = (book: LoadBook, now: number, ...gateways: ReturnType<typeof gateway>[]) =>
  book.observe({ now: start + now * 1000, gateways }).map((second) => [(second.at - start) / 1000, second.totals.get('ep/main')?.concurrency, second.complete]);

test('adds up what all gateways say of the same second', () => {
  const book = new LoadBook();
  expect(look(book, 10.2, gateway('a', 10.2, [[10.1, 3]]), gateway('b', 10.2, [[9.9, 4]]))).toEqual([[10, 7, true]]);
  expect(
    look(
      book,
      11.3,
      gateway('a', 11.3, [
        [10.1, 3],
        [11.1, 5],
      ]),
      gateway('b', 11.3, [
        [9.9, 4],
        [10.9, 1],
      ]),
    ),
  ).toEqual([[11, 6, true]]); // prettier-ignore
});

test('waits for a gateway that is late, and goes on without it', () => {
  const book = new LoadBook();
  expect(look(book, 10.5, gateway('a', 10.5, [[10, 3]]), gateway('b', 10.5, [[8, 1]]))).toEqual([]);
  expect(
    look(
      book,
      12.1,
      gateway('a', 12.1, [
        [10, 3],
        [11, 3],
        [12, 3],
      ]),
      gateway('b', 12.1, [[8, 1]]),
    ),
  ).toEqual([[10, 3, false]]); // prettier-ignore
});

test('says that a second is incomplete where a live gateway has said nothing at all', () => {
  const book = new LoadBook();
  expect(look(book, 10.5, gateway('a', 10.5, [[10, 3]]), gateway('b', 10.5, null))).toEqual([]);
  expect(
    look(
      book,
      12.1,
      gateway('a', 12.1, [
        [10, 3],
        [11, 2],
      ]),
      gateway('b', 12.1, null),
    ),
  ).toEqual([[10, 3, false]]); // prettier-ignore
});

test('knows nothing while no gateway reports: that is not zero', () => {
  const book = new LoadBook();
  look(book, 10.2, gateway('a', 10.2, [[10, 3]]));
  expect(look(book, 20.2)).toEqual([]);
  expect(look(book, 30.2, gateway('a', 30.2, null))).toEqual([]);
});

test('takes a late report for all the seconds it tells of', () => {
  const book = new LoadBook();
  look(book, 10.2, gateway('a', 10.2, [[10, 3]]));
  const late = gateway('a', 14.3, [[14, 5]]);
  const reported = { ...late, seconds: late.seconds.map((second) => ({ ...second, ms: 4_000 })) };
  expect(look(book, 14.3, reported)).toEqual([11, 12, 13, 14].map((second) => [second, 5, true]));
});

test('bridges a second into which no timer tick fell', () => {
  const book = new LoadBook();
  expect(look(book, 10.5, gateway('a', 10.5, [[10.45, 3]]))).toEqual([[10, 3, true]]);
  const seconds: [number, number][] = [
    [10.45, 3],
    [11.48, 4],
    [12.51, 5],
  ]; // prettier-ignore
  expect(look(book, 12.6, gateway('a', 12.6, seconds))).toEqual([
    [11, 4, true],
    [12, 4, true],
  ]);
});
