import { expectThat, type Fault } from '../fault';
import { startTarget } from '../target';

interface Instances {
  items: { replicas: { id: string; pid: number | null; state: string }[] }[];
}

/** kill -9 of one of two replicas under load, four times: nobody notices, and it is back within 10 s. */
export const replicaKilled: Fault = {
  id: 'A1',
  promise: 'kill -9 of one of 2 replicas under load: 0 client failures, back within 10 s',
  async run({ short }) {
    const target = await startTarget(2);
    try {
      const ready = async (): Promise<{ id: string; pid: number | null }[]> => {
        const { items } = await target.api.must<Instances>('GET', '/api/v1/instances?endpoint=iris');
        return items.flatMap((instance) => instance.replicas).filter((replica) => replica.state === 'Ready');
      };
      const load = target.load();
      load.start(150);
      const backMs: number[] = [];
      for (let kill = 0; kill < (short ? 2 : 4); kill++) {
        const answered = load.history.entries.length;
        await target.api.until('the load runs', async () => load.history.entries.length > answered + 150);
        const before = await ready();
        const victim = before[kill % before.length].pid;
        expectThat(before.length === 2 && victim !== null, `2 ready replicas before the kill, not ${before.length}`);
        process.kill(victim ?? 0, 'SIGKILL');
        backMs.push(
          await target.api.until('both replicas are back', async () => (await ready()).filter((replica) => replica.pid !== victim).length === 2, 15_000),
        );
      }
      const history = await load.stop();
      const bad = history.entries.filter((entry) => entry.outcome !== 'ok');
      expectThat(bad.length === 0, `${bad.length} of ${history.entries.length} requests failed: ${JSON.stringify(bad[0])}`);
      const slowest = Math.max(...backMs) / 1000;
      expectThat(slowest <= 10, `back only after ${slowest.toFixed(1)} s`);
      return `0 of ${history.entries.length} failed, back within ${slowest.toFixed(1)} s, p99 ${history.percentileMs(0.99).toFixed(1)} ms`;
    } finally {
      await target.stop();
    }
  },
};
