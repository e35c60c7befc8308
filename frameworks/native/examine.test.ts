import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InspectionAborted } from '../inspect/aborted';
import { examineNative, nativeLimits } from './examine';

test('a check that is ended while its environment is prepared is ended, not failed: another process takes it up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-examine-'));
  const options = { onStep: () => undefined, signal: AbortSignal.abort(), toolchains: { folder, wheels: null }, nativeLimits: nativeLimits(2 ** 30) };
  const found = { framework: 'mxnet', format: 'mxnet', entry: 'net-symbol.json', parameters: 'net.params' } as const;
  const job = { found, folder, work: join(folder, 'work'), wishes: {}, runtime: 'auto', approved: [], model: 'm', version: 1, sample: null } as const;
  await expect(examineNative(job, options)).rejects.toThrow(InspectionAborted);
  rmSync(folder, { recursive: true, force: true });
});
