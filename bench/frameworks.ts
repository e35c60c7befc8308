import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { Client } from '@/client/client';
import { aimass } from '@/e2e/command-line';
import { toolchainForTests, trainedModels } from '@/testing/toolchains';
import { interleave, type Ratio } from './interleave';
import type { Benchmark, Figure } from './report';
import { apiKey, startForBench } from './serving';
import { wrk } from './wrk';

const seconds = 4;
const connections = 32;

interface Case {
  readonly line: 'sklearn-1.9' | 'tensorflow' | 'mxnet';
  readonly name: string;
  /** What is uploaded, below the folder of trained models. */
  readonly files: readonly string[];
  /** What the server in Python opens. */
  readonly opens: string;
  readonly row: readonly number[];
}

const iris = [5.1, 3.5, 1.4, 0.2];
const cases: readonly Case[] = [
  { line: 'sklearn-1.9', name: 'forest', files: ['forest.joblib'], opens: 'forest.joblib', row: iris },
  { line: 'sklearn-1.9', name: 'logistic', files: ['searched.joblib'], opens: 'searched.joblib', row: iris },
  { line: 'tensorflow', name: 'dense', files: ['dense'], opens: 'dense', row: [0.1, -0.2, 0.3, 0.4] },
  { line: 'mxnet', name: 'mlp', files: ['mlp-symbol.json', 'mlp-0000.params'], opens: 'mlp', row: [0.1, 0.2, 0.3, 0.4] },
  { line: 'sklearn-1.9', name: 'birch-native', files: ['birch-native.joblib'], opens: 'birch-native.joblib', row: iris },
  { line: 'sklearn-1.9', name: 'centroid-native', files: ['centroid-native.joblib'], opens: 'centroid-native.joblib', row: iris },
];

/** Endpoints of models of other frameworks against a server in Python around the same model, 32 connections, one row a request, JSON both. */
export const frameworks: Benchmark = {
  name: 'frameworks',
  about: 'an endpoint with a model of another framework / an HTTP server in Python around the same model; 32 connections, one row a request, JSON',
  async run(rounds) {
    const bench = await open();
    const ratios: Ratio[] = [];
    let reference = 0;
    try {
      for (const one of cases) {
        const python = await startPython(one, bench.folders);
        const deployed = await aimass(bench.url, ['deploy', ...paths(one, bench.folders), '--name', one.name, '--concurrency', '256', '--wait', '--json'], {
          AIMASS_API_KEY: apiKey,
        });
        if (deployed.code !== 0) throw new Error(`${one.name}: ${deployed.stderr}`);
        const script = rowScript(bench.scripts, one);
        const pids = [...descendants(bench.pid, 'aimass-gateway'), ...descendants(bench.pid, 'aimass-replica')].map(({ pid }) => pid);
        const measured = await interleave(
          [
            {
              name: `${one.name} in Python`,
              measure: () => wrk({ url: `http://127.0.0.1:${python.port}/`, connections, seconds, script, pids: [python.pid] }),
            },
            {
              name: `${one.name} (${one.line})`,
              measure: () => wrk({ url: `${bench.url}/v1/endpoints/${one.name}/predict`, connections, seconds, script, pids }),
            },
          ],
          rounds,
        );
        reference = measured.reference;
        ratios.push(...measured.ratios.map((ratio) => ({ ...ratio, against: `Python (${measured.reference.toFixed(0)}/s)` })));
        python.child.kill('SIGKILL');
        await bench.client.endpoints.remove(one.name);
      }
      return { reference, ratios };
    } finally {
      await bench.stop();
    }
  },
};

/** From a finished upload to `Ready`, environments there. */
export const frameworkChecks: Benchmark = {
  name: 'framework-checks',
  about: 'from a finished upload to Ready, the environment built before; median of the rounds',
  async run(rounds) {
    const bench = await open();
    const figures: Figure[] = [];
    try {
      for (const one of cases.slice(0, 4)) {
        const took: number[] = [];
        for (let round = 0; round < rounds; round++) {
          const model = `${one.name}-${round}`;
          await aimass(bench.url, ['models', 'push', ...paths(one, bench.folders), '--name', model, '--json'], { AIMASS_API_KEY: apiKey });
          const { state, checks } = await bench.client.versions.get(model, 1);
          if (state !== 'Ready') throw new Error(`${model} failed its check`);
          // Conversion and comparison run together; both steps show the time of both.
          took.push(checks.reduce((sum, check) => sum + (check.step === 'parity' ? 0 : (check.durationMs ?? 0)), 0) / 1000);
        }
        took.sort((a, b) => a - b);
        figures.push({
          name: `${one.name} (${one.line})`,
          value: took[Math.floor(took.length / 2)] ?? Number.NaN,
          unit: 's',
          limit: one.line.startsWith('sklearn') ? 10 : 30,
        });
      }
      return { figures };
    } finally {
      await bench.stop();
    }
  },
};

interface Bench {
  readonly url: string;
  readonly pid: number;
  readonly client: Client;
  readonly folders: ReadonlyMap<string, string>;
  readonly scripts: string;
  stop(): Promise<void>;
}

async function open(): Promise<Bench> {
  const folders = new Map<string, string>();
  for (const line of new Set(cases.map((one) => one.line))) {
    const folder = await trainedModels(line);
    if (folder === null) throw new Error(`the environment ${line} is not built: run npm test once, or npx aimass toolchains install ${line}`);
    folders.set(line, folder);
  }
  const installation = await startForBench();
  const scripts = mkdtempSync(join(tmpdir(), 'aimass-bench-'));
  const stop = async (): Promise<void> => {
    await installation.stop();
    rmSync(scripts, { recursive: true, force: true });
  };
  return { url: installation.url, pid: installation.pid, client: new Client({ baseUrl: installation.url, apiKey }), folders, scripts, stop };
}

function paths({ line, files }: Case, folders: Bench['folders']): string[] {
  return files.map((file) => join(folders.get(line) ?? '', file));
}

async function startPython({ line, opens }: Case, folders: Bench['folders']): Promise<{ port: number; pid: number; child: ChildProcess }> {
  const toolchain = await toolchainForTests(line);
  if (toolchain === null) throw new Error(`the environment ${line} is not built`);
  const program = join(import.meta.dirname, 'framework-server.py');
  const child = spawn(toolchain.python, ['-B', program, line.split('-')[0] ?? '', join(folders.get(line) ?? '', opens)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(chunk.toString().trim()), pid: child.pid ?? 0, child };
}

/** One row a request, the same for both. */
function rowScript(folder: string, { name, row }: Case): string {
  const file = join(folder, `${name}.lua`);
  const body = JSON.stringify({ rows: [row] });
  writeFileSync(
    file,
    `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.headers["Authorization"] = "Bearer ${apiKey}"\nwrk.body = '${body}'\n`,
  );
  return file;
}
