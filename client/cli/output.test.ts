import { expect, test } from 'vitest';
import { bytes, table } from './output';

test('columns are as wide as their widest cell, numbers stand to the right', () => {
  expect(
    table(
      ['NAME', 'REQUESTS', 'STATE'],
      [
        ['iris', 7, 'InService'],
        ['a-longer-name', 12_345, null],
      ],
    ),
  ).toBe(['NAME           REQUESTS  STATE', 'iris                  7  InService', 'a-longer-name     12345  –'].join('\n'));
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1_572_864, '1.5 MiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
])('%d bytes are %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});
