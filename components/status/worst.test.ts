import { expect, test } from 'vitest';
import { worstOf } from './worst';

test('the whole is as its worst part', () => {
  expect(worstOf([{ state: 'ok' }, { state: 'down' }, { state: 'degraded' }])).toBe('down');
  expect(worstOf([{ state: 'degraded' }, { state: 'ok' }])).toBe('degraded');
  expect(worstOf([{ state: 'ok' }])).toBe('ok');
  expect(worstOf([])).toBeNull();
});
