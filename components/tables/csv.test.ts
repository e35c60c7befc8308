import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('quotes what needs it and nothing else', () => {
  expect(toCsv({ header: ['a', 'b'], rows: [['x', 1], ['say "hi"', null], ['1,5', -2]] })).toBe('a,b\r\nx,1\r\n"say ""hi""",\r\n"1,5",-2\r\n'); // biome-ignore format: one case
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('text %j is never a formula', (text) => {
  expect(toCsv({ header: ['a'], rows: [[text]] })).toContain(`'${text}`);
});
