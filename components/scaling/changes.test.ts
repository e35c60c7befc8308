import { expect, test } from 'vitest';
import { changesOf } from './changes';

const decision = (second: number, from: number, to: number) => ({ at: new Date(second * 1000).toISOString(), from, to });

test('steps of one direction that follow closely are one change', () => {
  expect(changesOf([decision(103, 2, 1), decision(101, 2, 2), decision(100, 3, 2)], 0, 10_000)).toEqual([{ at: 103_000, from: 3, to: 1 }]);
});

test('a turn that follows closely gives way to the newer change', () => {
  expect(changesOf([decision(103, 3, 1), decision(100, 1, 3)], 0, 10_000)).toEqual([{ at: 103_000, from: 3, to: 1 }]);
});

test('changes far enough apart all show, those of before do not', () => {
  const decisions = [decision(200, 3, 1), decision(150, 1, 3), decision(10, 0, 1)];
  expect(changesOf(decisions, 100_000, 10_000)).toEqual([
    { at: 200_000, from: 3, to: 1 },
    { at: 150_000, from: 1, to: 3 },
  ]);
});
