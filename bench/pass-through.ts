import { fork } from 'node:child_process';
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

/** What the gateway costs where the model costs nothing: it parses heads strictly, authenticates, routes and meters; nginx only passes bytes on. */
export const passThrough: Benchmark = {
  name: 'pass-through',
  about:
    'gateway before a replica that answers at once, against nginx (1 worker, keep-alive) before a Node process that answers at once; 4 numbers in, 1 out, as JSON. nginx before nginx is shown beside it',
  async run(rounds) {
    const gateway = await startLoneGateway(answer);
    const folderOf = (name: string): string => {
      const folder = join(gateway.folder, name);
      mkdirSync(folder);
      return folder;
    };
    const backend = await startNginxBackend(folderOf('backend'), answer);
    const nginxOnly = await startNginxProxy(folderOf('nginx-only'), backend.url);
    const node = fork(join(import.meta.dirname, 'echo-http.ts'), [answer], { execArgv: ['--import', 'tsx'] });
    const port = await new Promise((listening) => node.once('message', listening));
    const proxy = await startNginxProxy(folderOf('proxy'), `http://127.0.0.1:${port}`);
    try {
      const script = wrkScript(gateway.folder, 'json', jsonBodies(4), gatewayKey);
      const at = (url: string, connections: number, pids: readonly number[]) => () =>
        wrk({ url: `${url}/v2/models/echo/infer`, connections, seconds, script, pids });
      return await interleave(
        [
          { name: 'nginx, 32 connections', measure: at(proxy.url, 32, proxy.pids) },
          { name: 'gateway, 32 connections', measure: at(gateway.url, 32, gateway.pids) },
          { name: 'nginx before nginx, 32 connections', measure: at(nginxOnly.url, 32, nginxOnly.pids) },
        ],
        rounds,
      );
    } finally {
      proxy.stop();
      nginxOnly.stop();
      node.kill();
      backend.stop();
      await gateway.stop();
    }
  },
};
