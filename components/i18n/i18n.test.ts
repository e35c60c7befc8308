import { describe, expect, test } from 'vitest';
import * as format from './format';
import { chooseLocale } from './locale';

test.each([
  ['the cookie wins', 'zh', 'en-US,en;q=0.9', 'zh'],
  ['a foreign cookie is overlooked', 'fr', 'zh-CN', 'zh'],
  ['the browser wishes Chinese most', undefined, 'fr,en;q=0.3,zh-CN;q=0.8', 'zh'],
  ['no known wish means English', undefined, 'fr-FR,de', 'en'],
  ['no header means English', undefined, null, 'en'],
] as const)('%s', (_name, cookie, header, expected) => {
  expect(chooseLocale(cookie, header)).toBe(expected);
});

describe('figures', () => {
  test.each([
    [0, '$0.00'],
    [1_234_567, '$1.23'],
    [12_345, '$0.0123'],
    [42, '$0.000042'],
    [-2_500_000, '-$2.50'],
  ])('%i micro-units read %s', (micros, text) => {
    expect(format.formatMoney('en-US', micros, 'USD')).toBe(text);
  });

  test('exact money shows every micro-unit', () => {
    expect(format.formatMoney('en-US', 1_000_001, 'USD', true)).toBe('$1.000001');
  });

  test.each([
    [0.4231, '0.423 ms'],
    [3.456, '3.46 ms'],
    [45.67, '45.7 ms'],
    [456.7, '457 ms'],
    [1_250, '1.25 s'],
  ])('%f ms reads %s', (ms, text) => {
    expect(format.formatMs('en-US', ms)).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [90_061_000, '1 d 1 h'],
  ])('%i ms lasts %s', (ms, text) => {
    expect(format.formatDuration(ms)).toBe(text);
  });

  test.each([
    [512, '512 B'],
    [1_536, '1.5 KiB'],
    [8 * 1_048_576, '8 MiB'],
    [1_500_000_000, '1.4 GiB'],
  ])('%i bytes read %s', (bytes, text) => {
    expect(format.formatBytes('en-US', bytes)).toBe(text);
  });

  test('tables never use 万', () => {
    expect(format.formatCompact('zh-CN', 1_234_567)).toBe('1.2M');
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 2, 8, 14, 5, 9);

  test('of today show the clock only', () => {
    expect(format.formatTime('en-US', at, at + 3_600_000, 'UTC')).toBe('14:05:09');
  });

  test('of another day show the date', () => {
    expect(format.formatTime('en-US', at, at + 86_400_000, 'UTC')).toContain('Mar 8, 2026');
  });

  test('name their zone when whole', () => {
    expect(format.formatTimeLong('en-US', at, 'UTC')).toContain('UTC');
  });

  test.each([
    [-5_000, '5 seconds ago'],
    [-7_200_000, '2 hours ago'],
    [3 * 86_400_000, 'in 3 days'],
  ])('%i ms away read "%s"', (offset, text) => {
    expect(format.formatRelative('en-US', at + offset, at)).toBe(text);
  });
});
