import { inProcessOrt } from './in-process-ort';
import { binaryBodies, jsonBodies, wrkScript } from './infer-bodies';
import { interleave } from './interleave';
import type { Benchmark } from './report';
import { startServing } from './serving';
import { wrk } from './wrk';

const sizes = [784, 1024, 1024, 10];
const seconds = 4;

/** Gateway and one replica, as deployed, against ONNX Runtime alone in a process: how much of the machine's model speed callers get. */
export const endToEnd: Benchmark = {
  name: 'end-to-end',
  about: 'MLP 784-1024-1024-10 behind an endpoint (auth, metering, batching; one gateway, one replica) against in-process ONNX Runtime at batch 32, one thread',
  async run(rounds) {
    const serving = await startServing(sizes);
    try {
      const binary = wrkScript(serving.folder, 'binary', binaryBodies(sizes[0]), serving.apiKey);
      const json = wrkScript(serving.folder, 'json', jsonBodies(sizes[0]), serving.apiKey);
      const url = `${serving.installation.url}/v2/models/mlp/infer`;
      const through = (script: string, connections: number) => () => wrk({ url, connections, seconds, script, pids: serving.pids });
      return await interleave(
        [
          { name: 'in-process ORT, batch 32', measure: () => inProcessOrt(serving.folder, serving.model, sizes[0], 32, seconds) },
          { name: 'binary, 32 connections', measure: through(binary, 32) },
          { name: 'JSON, 32 connections', measure: through(json, 32) },
          { name: 'binary, 8 connections', measure: through(binary, 8) },
          { name: 'binary, 128 connections', measure: through(binary, 128) },
        ],
        rounds,
      );
    } finally {
      await serving.stop();
    }
  },
};
