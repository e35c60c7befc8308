import { expect, test } from 'vitest';
import { roleActions } from '@/core/policy/actions';
import { CreateKeyInput } from '@/services/keys/schemas';
import { keyInputOf, newKeyDraft, problemsOf, scopes } from './key-draft';

const now = Date.parse('2026-11-25T00:00:00Z');

test.each(scopes)('scope %s makes a body the API takes', (scope) => {
  const input = keyInputOf({ ...newKeyDraft(), name: 'Shop', scope }, roleActions.engineer, now);
  expect(CreateKeyInput.safeParse(input).success).toBe(true);
});

test('an expiry counts from now, no expiry is none', () => {
  expect(keyInputOf({ ...newKeyDraft(), name: 'a', expiry: '30' }, [], now).expiresAt).toBe('2026-12-25T00:00:00.000Z');
  expect(keyInputOf({ ...newKeyDraft(), name: 'a' }, [], now).expiresAt).toBeNull();
});

test('limits are whole numbers of at least 1, or none', () => {
  expect(problemsOf({ ...newKeyDraft(), name: 'a', requestsPerSecond: '0', concurrency: '1.5' })).toEqual({
    requestsPerSecond: 'wholeNumber',
    concurrency: 'wholeNumber',
  });
  expect(problemsOf({ ...newKeyDraft(), name: 'a', requestsPerSecond: ' 10 ' })).toEqual({});
});

test('a key for chosen endpoints needs one, and a name', () => {
  expect(problemsOf({ ...newKeyDraft(), name: ' ', endpoints: [] })).toEqual({ name: 'nameNeeded', endpoints: 'endpointsNone' });
});

test('a key begun at an endpoint calls that one only', () => {
  expect(keyInputOf({ ...newKeyDraft('iris'), name: 'a' }, [], now)).toMatchObject({ actions: ['endpoints:Invoke'], endpoints: ['iris'] });
});
