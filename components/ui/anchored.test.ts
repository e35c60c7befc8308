import { expect, test } from 'vitest';
import { placeBeside } from './anchored';

const view = { width: 1000, height: 600 };
const popup = { width: 200, height: 100 };
const anchor = (left: number, top: number) => ({ left, right: left + 40, top, bottom: top + 30 });

test.each([
  ['below, left edges in line', anchor(300, 100), 'start', { left: 300, top: 136 }],
  ['below, right edges in line', anchor(300, 100), 'end', { left: 140, top: 136 }],
  ['in the middle', anchor(300, 100), 'center', { left: 220, top: 136 }],
  ['above where there is no room below', anchor(300, 560), 'start', { left: 300, top: 454 }],
  ['never off the left edge', anchor(10, 100), 'end', { left: 8, top: 136 }],
  ['never off the right edge', anchor(950, 100), 'start', { left: 792, top: 136 }],
] as const)('a popup stands %s', (_name, beside, align, expected) => {
  expect(placeBeside(beside, popup, view, align)).toEqual(expected);
});

test('where there is room neither above nor below it stands below', () => {
  expect(placeBeside(anchor(300, 50), { width: 200, height: 580 }, view, 'start').top).toBe(86);
});
