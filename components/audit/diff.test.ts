import { expect, test } from 'vitest';
import { diffOf } from './diff';

test('names every leaf that changed, came or went, and none that stayed', () => {
  const before = { name: 'iris', state: 'InService', variants: [{ weight: 1 }], reason: null };
  const after = { name: 'iris', state: 'Stopped', variants: [{ weight: 2 }, { weight: 1 }] };
  expect(diffOf(before, after)).toEqual([
    { path: 'state', kind: 'changed', before: 'InService', after: 'Stopped' },
    { path: 'variants[0].weight', kind: 'changed', before: '1', after: '2' },
    { path: 'reason', kind: 'removed', before: 'null', after: '' },
    { path: 'variants[1].weight', kind: 'added', before: '', after: '1' },
  ]);
});

test('a creation adds all, a removal removes all', () => {
  expect(diffOf(null, { a: 1 })).toEqual([{ path: 'a', kind: 'added', before: '', after: '1' }]);
  expect(diffOf({ a: [] }, null)).toEqual([{ path: 'a', kind: 'removed', before: '[]', after: '' }]);
  expect(diffOf(undefined, undefined)).toEqual([]);
});

test('an empty list is a value of its own', () => {
  expect(diffOf({ keys: ['a'] }, { keys: [] })).toEqual([
    { path: 'keys[0]', kind: 'removed', before: 'a', after: '' },
    { path: 'keys', kind: 'added', before: '', after: '[]' },
  ]);
});
