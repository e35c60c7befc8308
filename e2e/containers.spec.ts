import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { dataPaths } from '@/core/paths';
import { callEngine, containerPlaces, openEngine } from '@/providers/containers/engine';
import { containersLack, saveTestImage } from '@/testing/container-image';
import { aimass } from './command-line';
import { expect, test } from './fixtures';

const lacks = containersLack();
let folder = '';
test.beforeAll(async () => {
  if (lacks !== null) return;
  test.setTimeout(120_000);
  folder = mkdtempSync(join(tmpdir(), 'aimass-image-'));
  await saveTestImage(join(folder, 'image.tar'));
  writeFileSync(join(folder, 'weights.json'), '[10, 20, 30]');
});
test.afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

test('an image is uploaded, deployed, answers, comes back when it is killed, and leaves nothing when its endpoint is deleted', async ({
  installation,
  api,
}) => {
  test.skip(lacks !== null, lacks ?? '');
  test.setTimeout(240_000);
  const engine = await openEngine(containerPlaces(dataPaths(installation.dataDir)));
  const running = async (): Promise<number[]> => {
    const { stdout } = await callEngine(engine, ['ps', '--format', '{{.Pid}}']);
    return stdout.split('\n').filter(Boolean).map(Number);
  };
  const files = [join(folder, 'image.tar'), join(folder, 'weights.json')];
  const words = ['deploy', ...files, '--name', 'sums', '--runtime', 'container', '--shape', 'x=3', '--task', 'regress', '--wait', '--json'];
  const deployed = await aimass(installation.url, words);
  expect(deployed.stderr).toBe('');
  const ask = (rows: number[][]) => api.call('POST', '/v1/endpoints/sums/predict', { rows });
  expect(
    await ask([
      [1, 2, 3],
      [0, 0, 1],
    ]),
  ).toMatchObject({ status: 200, body: { task: 'regress', predictions: [{ value: 140 }, { value: 30 }] } });
  expect(await ask([[13, 0, 0]])).toMatchObject({
    status: 424,
    body: { code: 'MODEL_ERROR', detail: expect.stringContaining('thirteen is no number for this model') },
  });

  const [container] = await running();
  process.kill(container, 'SIGKILL');
  await api.until('another container runs', async () => (await running()).some((pid) => pid !== container), 60_000);
  await api.until('it answers again', async () => (await ask([[1, 0, 0]])).status === 200, 60_000);

  const [second] = await running();
  for (const { pid } of descendants(installation.pid).filter(({ title }) => title.startsWith('aimass-replica sums@'))) process.kill(pid, 'SIGKILL');
  await api.until('no container outlives its replica', async () => !(await running()).includes(second), 30_000);
  await api.until('it answers after that', async () => (await ask([[1, 0, 0]])).status === 200, 60_000);

  await api.must('DELETE', '/api/v1/endpoints/sums');
  await api.until('nothing is left', async () => (await callEngine(engine, ['ps', '--all', '--quiet'])).stdout.trim() === '', 60_000);
});
