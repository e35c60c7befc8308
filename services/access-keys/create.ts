import type { TxCtx } from '../context';
import { sealSecret } from './seal';

/** Keeps an AWS-style key pair. Unlike an API key its secret must be known to check a signature, so it is sealed, not hashed. */
export async function insertAccessKey(
  tx: TxCtx,
  input: { id: string; secret: string; organizationId: string; projectId: string; userId: string },
  masterKey: Uint8Array,
): Promise<void> {
  const { secret, ...row } = input;
  await tx.tx.accessKey.create({ data: { ...row, secretSealed: sealSecret(masterKey, row.id, secret), createdAt: new Date(tx.clock.now()) } });
}
