import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharesOf } from './traffic-bar';

const variant = (currentWeight: number, desiredWeight = currentWeight) => ({ currentWeight, desiredWeight });

test('three equal weights sum to 100', () => expect(sharesOf([variant(1), variant(1), variant(1)])).toEqual([34, 33, 33]));
test('while nothing serves, what is wanted is shown', () => expect(sharesOf([variant(0, 3), variant(0, 1)])).toEqual([75, 25]));
test('no weight at all is no share', () => expect(sharesOf([variant(0), variant(0)])).toEqual([0, 0]));
test('shares always sum to 100', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 10 }), (weights) => {
      expect(sharesOf(weights.map((weight) => variant(weight))).reduce((sum, share) => sum + share, 0)).toBe(100);
    }),
  );
});
