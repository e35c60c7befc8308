import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { repositoryRoot } from '@/core/bundle';
import type { NativeModel } from '@/core/native-model';
import type { NamedSignature, Signature } from '@/core/signature';
import { toolchainForTests } from '@/testing/toolchains';
import { loadPython } from './python';
import type { RuntimeTensor } from './runtime';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'aimass-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model: NativeModel = { framework: 'sklearn', format: 'pickle', entry: 'hangs.joblib', toolchain: 'sklearn-1.9' };
const named: NamedSignature = {
  inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1, 1] }],
  outputs: [
    { name: 'label', datatype: 'INT64', shape: [-1], role: 'label' },
    { name: 'probabilities', datatype: 'FP64', shape: [-1, 2], role: 'scores' },
  ],
};
const signature: Signature = { ...named, task: 'classify', default: 'default', signatures: { default: named } };
const text = (value: string): RuntimeTensor[] => [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: [value] }];

test('a run that goes on after its last caller gave up is ended, and the runtime says that it is lost', async (ctx) => {
  const toolchain = await toolchainForTests('sklearn-1.9');
  if (toolchain === null) return ctx.skip('the environment sklearn-1.9 is not built');
  const program = join(repositoryRoot(), 'frameworks', 'testing', 'hostile_models.py');
  await run(toolchain.python, ['-I', '-B', program, folder]);
  const containers = { store: join(folder, 'containers'), run: join(folder, 'run', 'pod') };
  const place = { model, toolchain, containers, memoryBytesMax: 2 * 1024 ** 3 };
  const runtime = await loadPython(
    { folder, entry: 'hangs.joblib', framework: 'sklearn', format: 'pickle', signature, native: place, container: null, replicaId: 'rep_test' },
    place,
  );
  expect((await runtime.run(text('good fine'))).map(({ name }) => name)).toEqual(['label', 'probabilities']);
  const startedAt = performance.now();
  await expect(runtime.run(text('q'.repeat(60)), { deadlineAt: startedAt + 200 })).rejects.toMatchObject({ code: 'MODEL_ERROR' });
  const tookMs = performance.now() - startedAt;
  expect(tookMs).toBeGreaterThan(2_000); // the grace for what is about to end
  expect(tookMs).toBeLessThan(10_000);
  expect(await runtime.ended).toMatchObject({ code: 'REPLICA_LOST' });
  await runtime.close();
}, 180_000);
