import { expect, test } from 'vitest';
import { keyStateOf } from './key-state';

const now = Date.parse('2026-11-25T10:00:00Z');

test.each([
  [null, null, 'Active'],
  [null, '2026-11-25T10:00:00.000Z', 'Expired'],
  [null, '2026-11-25T10:00:00.001Z', 'Active'],
  ['2026-11-24T00:00:00.000Z', '2026-11-25T10:00:00.000Z', 'Revoked'],
] as const)('revoked %s, expires %s: %s', (revokedAt, expiresAt, state) => expect(keyStateOf({ revokedAt, expiresAt }, now)).toBe(state));
