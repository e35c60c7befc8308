import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@/core/errors';
import { deriveSecret } from '@/core/secrets';
import { requestWords } from '@/core/sentences/requests';
import { type Ctx, withTransaction } from '../context';

const keptMs = 24 * 3_600_000;

export interface OnceInput {
  /** Method and path template: the same key on another route is another request. */
  readonly route: string;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** Of everything that decides what the request does. */
  readonly bodySha256: string;
  readonly status: number;
}

export interface OnceResult {
  readonly value: unknown;
  /** True when the work was done by an earlier request. */
  readonly replayed: boolean;
}

/**
 * Does the work once per organization, route and key within 24 hours; a repetition gets the first answer. The work runs in the
 * transaction that also keeps its answer, so a crash leaves both or neither, and of two requests at once the second waits for the
 * first. Work that fails leaves nothing behind and may be repeated. Answers are sealed: one may hold a key that is shown only once.
 * @throws AppError `IDEMPOTENCY_CONFLICT` when the key was used with another body, and what the work throws
 */
export async function runOnce(ctx: Ctx, input: OnceInput, masterKey: Uint8Array, work: (ctx: Ctx) => Promise<unknown>): Promise<OnceResult> {
  const id = { organizationId: ctx.organizationId, route: input.route, key: input.key };
  const secret = deriveSecret(masterKey, 'idempotency');
  return withTransaction(ctx, async (tx) => {
    const now = new Date(tx.clock.now());
    await tx.tx.idempotencyKey.deleteMany({ where: { ...id, createdAt: { lt: new Date(now.getTime() - keptMs) } } });
    // waits while another transaction holds the same key, then inserts nothing
    const claimed = await tx.tx.$executeRaw`
      INSERT INTO idempotency_keys (organization_id, route, key, body_sha256, status, response, created_at)
      VALUES (${id.organizationId}, ${id.route}, ${id.key}, ${input.bodySha256}, 0, 'null', ${now})
      ON CONFLICT DO NOTHING`;
    if (claimed === 0) {
      const kept = await tx.tx.idempotencyKey.findUniqueOrThrow({ where: { organizationId_route_key: id } });
      if (kept.bodySha256 !== input.bodySha256) throw usedOtherwise(input.key);
      return { value: unseal(secret, kept.response), replayed: true };
    }
    const value = await work(tx);
    await tx.tx.idempotencyKey.update({
      where: { organizationId_route_key: id },
      data: { status: input.status, response: seal(secret, value) },
    });
    return { value, replayed: false };
  });
}

function usedOtherwise(key: string): AppError {
  return new AppError('IDEMPOTENCY_CONFLICT', {
    detail: requestWords.keyReused({ key }),
    fix: requestWords.newKey(),
  });
}

function seal(secret: Buffer, value: unknown): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(value ?? null), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
}

function unseal(secret: Buffer, sealed: unknown): unknown {
  const bytes = Buffer.from(String(sealed), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
}
