import { expect, test } from 'vitest';
import { Password } from '@/services/members/schemas';
import { makePassword } from './password';

test('a made password is taken by the API, has no look-alikes and never comes twice', () => {
  const made = Array.from({ length: 200 }, makePassword);
  for (const password of made) {
    expect(Password.safeParse(password).success).toBe(true);
    expect(password).toMatch(/^[^lIoO01]{16}$/);
  }
  expect(new Set(made).size).toBe(made.length);
});
