import { expect, test } from 'vitest';
import { safeNext } from './sign-in';

test.each([
  ['/models?q=a', '/models?q=a'],
  ['//evil.example', null],
  ['/\\evil.example', null],
  ['https://evil.example', null],
  ['javascript:alert(1)', null],
  ['/sign-in?next=/x', null],
  [null, null],
])('after signing in %s leads to %s', (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
