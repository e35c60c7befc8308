import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { Client } from '@/client/client';
import { uploadFile } from '@/client/upload-file';
import { waitForDeployment, waitForVersion } from '@/client/wait';
import { type Installation, startInstallation } from '@/e2e/installation';
import { perceptron } from './onnx-file';

export const apiKey = 'aim_bench_0123456789abcdef0123456789abcdef01';

/** A running installation with one perceptron behind the endpoint `mlp`, and the folder of its benchmark. */
export interface Serving {
  readonly installation: Installation;
  readonly client: Client;
  readonly apiKey: string;
  readonly model: Buffer;
  readonly folder: string;
  /** Gateway and replica: the processes a request passes. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Starts the product as a user does, with a key to call it. */
export function startForBench(): Promise<Installation> {
  return startInstallation({
    AIMASS_INIT_ADMIN_EMAIL: 'bench@example.com',
    AIMASS_INIT_ADMIN_PASSWORD: 'correct horse battery',
    AIMASS_INIT_API_KEY: apiKey,
  });
}

/** Starts the product as a user does and deploys a model of the given layer widths: one replica, one instance. */
export async function startServing(sizes: readonly number[]): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-bench-'));
  const installation = await startForBench();
  const client = new Client({ baseUrl: installation.url, apiKey });
  const model = perceptron(sizes);
  const file = join(folder, 'mlp.onnx');
  writeFileSync(file, model);
  const upload = await uploadFile(client, file, 'mlp.onnx', () => undefined);
  await client.models.create({ name: 'mlp' });
  const { version } = await client.versions.create('mlp', { source: { uploadId: upload.id } });
  await waitForVersion(client, 'mlp', version);
  const endpoint = await client.endpoints.create('mlp', {
    variants: [{ name: 'main', model: 'mlp', version, instanceType: 'local.medium', concurrency: 512, batching: { enabled: true, maxSize: 128 } }],
  });
  await waitForDeployment(client, endpoint.deployment?.id ?? '');
  const pids = [...descendants(installation.pid, 'aimass-gateway'), ...descendants(installation.pid, 'aimass-replica')].map((one) => one.pid);
  return {
    installation,
    client,
    apiKey,
    model,
    folder,
    pids,
    stop: async () => {
      await installation.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
