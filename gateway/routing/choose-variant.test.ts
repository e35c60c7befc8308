import { describe, expect, test } from 'vitest';
import { chooseVariant } from './choose-variant';
import type { EndpointRoute, VariantRoute } from './table';

const arm = (name: string, weight: number, version: number): VariantRoute => ({ name, weight, snapshot: { version } }) as unknown as VariantRoute;
const endpoint = (...variants: VariantRoute[]): EndpointRoute => ({ name: 'iris', variants }) as unknown as EndpointRoute;
const wish = { target: undefined, version: 0, session: undefined };
const two = endpoint(arm('blue', 90, 1), arm('green', 10, 2));

describe('a variant is chosen', () => {
  test.each([
    ['below the first weight', 0.0, 'blue'],
    ['just below the border', 0.899, 'blue'],
    ['at the border', 0.9, 'green'],
    ['at the end', 0.999, 'green'],
  ])('by weight: %s', (_name, random, name) => {
    expect(chooseVariant(two, wish, random)?.name).toBe(name);
  });

  test('by name, whatever its weight', () => {
    expect(chooseVariant(endpoint(arm('main', 1, 1), arm('dark', 0, 2)), { ...wish, target: 'dark' }, 0)?.name).toBe('dark');
    expect(() => chooseVariant(two, { ...wish, target: 'red' }, 0)).toThrow('it serves blue, green');
  });

  test('by name and weight, where a canary bakes under the same name', () => {
    const baking = endpoint(arm('main', 0.9, 1), arm('main', 0.1, 2));
    expect(chooseVariant(baking, { ...wish, target: 'main' }, 0.5)?.snapshot.version).toBe(1);
    expect(chooseVariant(baking, { ...wish, target: 'main' }, 0.95)?.snapshot.version).toBe(2);
    expect(chooseVariant(baking, { ...wish, target: 'main', version: 2 }, 0)?.snapshot.version).toBe(2);
  });

  test('by version', () => {
    expect(chooseVariant(two, { ...wish, version: 2 }, 0)?.name).toBe('green');
    expect(() => chooseVariant(two, { ...wish, version: 3 }, 0)).toThrow('does not serve version 3; it serves 1, 2');
  });

  test('by session: the same one always, all of them in proportion', () => {
    const chosen = Array.from({ length: 10_000 }, (_, i) => chooseVariant(two, { ...wish, session: `user-${i}` }, Math.random())?.name);
    expect(chosen).toEqual(Array.from({ length: 10_000 }, (_, i) => chooseVariant(two, { ...wish, session: `user-${i}` }, Math.random())?.name));
    const share = chosen.filter((name) => name === 'green').length / chosen.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  });

  test('never with weight 0 unless asked for', () => {
    const arms = endpoint(arm('main', 1, 1), arm('dark', 0, 2));
    for (let i = 0; i < 100; i++) expect(chooseVariant(arms, wish, i / 100)?.name).toBe('main');
  });

  test('none where there is none', () => {
    expect(chooseVariant(endpoint(), wish, 0)).toBeNull();
  });
});
