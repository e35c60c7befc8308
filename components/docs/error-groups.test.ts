import { expect, test } from 'vitest';
import { errorCodes } from '@/core/errors';
import { codesMatching, groupOf, groups } from './error-groups';

test('every code stands in exactly one group that the page shows', () => {
  const all = codesMatching('');
  expect(all).toHaveLength(Object.keys(errorCodes).length);
  for (const code of all) expect(groups).toContain(groupOf(code));
});

test('a code is found by its name and by its sentence in both languages', () => {
  expect(codesMatching('no_cap')).toEqual(['NO_CAPACITY']);
  expect(codesMatching('zip bomb')).toEqual([]);
  expect(codesMatching('端点已停止')).toEqual(['ENDPOINT_STOPPED']);
  expect(codesMatching('The endpoint is stopped')).toEqual(['ENDPOINT_STOPPED']);
});
