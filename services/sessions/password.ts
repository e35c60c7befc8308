import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Turnstile } from './turnstile';

/** argon2id at 64 MiB, 3 passes: about 70 ms of one core a password. */
const cost = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 };
/** Each takes 64 MiB while it runs. */
const turnstile = new Turnstile({ runningMax: 2, waitingMax: 50 });
let decoy: Promise<string> | null = null;

/** @throws AppError `RATE_LIMITED` when too many passwords are being checked already */
export async function hashPassword(password: string): Promise<string> {
  return turnstile.pass(() => hash(password, cost));
}

/**
 * Whether the password is the one that was hashed. Without a hash (no such user) the same work is done and the answer is no, so
 * that the time tells nothing.
 * @throws AppError `RATE_LIMITED`
 */
export async function checkPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash(randomBytes(16).toString('hex'), cost);
  const spare = await decoy; // also where it is not needed: the first to come would show a difference
  const right = await turnstile.pass(() => verify(passwordHash ?? spare, password));
  return right && passwordHash !== null;
}

/** True when the hash was made with other parameters than today's. */
export function isOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(`$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`);
}
