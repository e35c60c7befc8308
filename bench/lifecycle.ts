import { descendants } from '@/chaos/processes';
import { ControlApi } from '@/e2e/control-api';
import { SteadyCaller } from '@/e2e/steady-caller';
import type { Benchmark, Figure } from './report';
import { apiKey, startForBench } from './serving';

/** Windows as short as they may be, so that a round takes seconds; what is measured does not depend on them. */
const policy = { metric: 'concurrency', target: 2, stableSeconds: 6, panicSeconds: 3, idleSeconds: 5 };
const rows = { rows: [[5.1, 3.5, 1.4, 0.2]] };

interface Scaling {
  readonly variants: readonly { readonly readyInstances: number }[];
  readonly decisions: { readonly items: readonly { readonly at: string; readonly from: number; readonly to: number }[] };
}

/** What an operator waits for: an endpoint that begins to serve, grows, wakes, stops. */
export const lifecycle: Benchmark = {
  name: 'lifecycle',
  about: 'an ONNX endpoint on the local fleet: created, grown under load, woken, stopped; median of the rounds',
  async run(rounds) {
    const installation = await startForBench();
    const api = new ControlApi(installation.url, apiKey);
    const seen: Record<'created' | 'decided' | 'grown' | 'woken' | 'stopped', number[]> = { created: [], decided: [], grown: [], woken: [], stopped: [] };
    try {
      await api.registerSample('iris', 'iris');
      for (let round = 0; round < rounds; round++) {
        const name = `round-${round}`;
        seen.created.push(await timed(() => api.createEndpoint(name, { model: 'iris', version: 1, minInstances: 0, maxInstances: 2, scaling: policy })));
        const { decided, grown } = await grow(api, name);
        seen.decided.push(decided);
        seen.grown.push(grown);
        await api.untilState(name, 'ScaledToZero');
        seen.woken.push(await timed(() => api.must('POST', `/v1/endpoints/${name}/predict`, rows)));
        seen.stopped.push(await timed(() => stop(api, name, installation.pid)));
        await api.must('DELETE', `/api/v1/endpoints/${name}`);
      }
    } finally {
      await api.close();
      await installation.stop();
    }
    const figure = (name: string, values: readonly number[], limit: number): Figure => ({ name, value: median(values), unit: 's', limit });
    return {
      figures: [
        figure('created, to the state InService and an answer of the gateway that it serves', seen.created, 5),
        figure('scale-out decided after a step of the load', seen.decided, 3),
        figure('second instance serves after the decision', seen.grown, 2),
        figure('woken from zero, to the answer of the first request', seen.woken, 3),
        figure('stopped, to the last process gone', seen.stopped, 3),
      ],
    };
  },
};

/** Seconds from a step of the load to the decision, and from there to two instances that serve. */
async function grow(api: ControlApi, name: string): Promise<{ decided: number; grown: number }> {
  const scaling = (): Promise<Scaling> => api.must('GET', `/api/v1/endpoints/${name}/scaling?limit=50`);
  const steppedAt = Date.now();
  const callers = Array.from({ length: 8 }, () => new SteadyCaller(api, name));
  await api.until('two instances serve', async () => (await scaling()).variants[0]?.readyInstances === 2);
  const grownAt = Date.now();
  await Promise.all(callers.map((caller) => caller.stop()));
  const out = (await scaling()).decisions.items.find((one) => one.to > one.from && Date.parse(one.at) >= steppedAt - 1_000);
  if (out === undefined) throw new Error(`${name} grew without a decision`);
  const decidedAt = Date.parse(out.at);
  return { decided: (decidedAt - steppedAt) / 1000, grown: (grownAt - decidedAt) / 1000 };
}

async function stop(api: ControlApi, name: string, pid: number): Promise<void> {
  const others = descendants(pid, 'aimass-replica').length - 1;
  await api.must('POST', `/api/v1/endpoints/${name}/stop`);
  await api.until('its replica is gone', async () => descendants(pid, 'aimass-replica').length <= others);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
