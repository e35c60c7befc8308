import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jsonBodies, wrkScript } from './infer-bodies';
import { interleave } from './interleave';
import { gatewayKey, startLoneGateway } from './lone-gateway';
import { startNginxBackend, startNginxProxy } from './nginx';
import type { Benchmark } from './report';
import { wrk } from './wrk';

const seconds = 4;
const answer = '{"model_name":"echo","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[1,1],"data":[1]}]}';

/** What the gateway costs where the model costs nothing: it parses, authenticates, checks tensors and meters; nginx only passes bytes on. */
export const passThrough: Benchmark = {
  name: 'pass-through',
  about: 'gateway with a replica that answers at once, against nginx (1 worker, keep-alive) before an nginx that answers at once; 4 numbers in, 1 out, as JSON',
  async run(rounds) {
    const gateway = await startLoneGateway();
    const folderOf = (name: string): string => {
      const folder = join(gateway.folder, name);
      mkdirSync(folder);
      return folder;
    };
    const backend = await startNginxBackend(folderOf('backend'), answer);
    const proxy = await startNginxProxy(folderOf('proxy'), backend.url);
    try {
      const script = wrkScript(gateway.folder, 'json', jsonBodies(4), gatewayKey);
      const at = (url: string, connections: number, pids: readonly number[]) => () =>
        wrk({ url: `${url}/v2/models/echo/infer`, connections, seconds, script, pids });
      return await interleave(
        [
          { name: 'nginx, 32 connections', measure: at(proxy.url, 32, proxy.pids) },
          { name: 'gateway, 32 connections', measure: at(gateway.url, 32, gateway.pids) },
        ],
        rounds,
      );
    } finally {
      proxy.stop();
      backend.stop();
      await gateway.stop();
    }
  },
};
