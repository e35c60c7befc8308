import { AppError } from '@/core/errors';
import type { Sentence } from '@/core/sentences/sentence';
import { signatureWords } from '@/core/sentences/signatures';
import { versionWords } from '@/core/sentences/versions';
import type { TxCtx } from '../context';
import type { Version } from './schemas';
import { stages } from './states';

/** Of these versions those that were deployed at any time, with the names of the endpoints, deleted ones too. */
export async function everDeployed(tx: TxCtx, versionIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.tx.$queryRaw<{ version_id: string; name: string }[]>`
    SELECT DISTINCT variant->>'versionId' AS version_id, e.name
    FROM endpoint_configs c, jsonb_array_elements(c.variants) AS variant, deployments d, endpoints e
    WHERE c.organization_id = ${tx.organizationId} AND variant->>'versionId' = ANY (${[...versionIds]}::text[])
      AND d.config_id = c.id AND e.id = d.endpoint_id
    ORDER BY e.name`;
  const names = new Map<string, string[]>();
  for (const { version_id, name } of rows) names.set(version_id, [...(names.get(version_id) ?? []), name]);
  return names;
}

/** Callers know the signature of a version once it has a stage or was deployed. @throws AppError `STATE_CONFLICT` */
export async function requireUnpublished(tx: TxCtx, version: Version): Promise<void> {
  const of = { model: version.model, version: version.version };
  if (version.state !== 'Ready') {
    throw new AppError('STATE_CONFLICT', {
      detail: signatureWords.notReady({ ...of, state: version.state }),
      fix: version.state === 'Checking' ? versionWords.waitForChecks() : signatureWords.registerAgain(),
    });
  }
  const stage = stages.find((one) => one === version.stage && one !== 'None');
  if (stage !== undefined) throw refused(signatureWords.published({ ...of, stage: versionWords[stage]() }));
  const endpoints = (await everDeployed(tx, [version.id])).get(version.id);
  if (endpoints !== undefined) throw refused(signatureWords.deployed({ ...of, endpoints }));
}

function refused(detail: Sentence): AppError {
  return new AppError('STATE_CONFLICT', { detail, fix: signatureWords.registerAgain() });
}
