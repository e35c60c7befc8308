import { judge } from '../checker';
import { expectThat, type Fault } from '../fault';
import { descendants } from '../processes';
import { startTarget } from '../target';

/** kill -9 of the gateway under load, again and again: whatever a client saw answered is on the bill, once. */
function gatewayKilled(id: string, mode: 'written' | 'strict'): Fault {
  return {
    id,
    promise: `kill -9 of the gateway under load (${mode}): nothing counted twice, none acknowledged is lost, unknown ≤ in flight`,
    async run({ short }) {
      const target = await startTarget(1, { AIMASS_METERING: mode });
      try {
        const load = target.load();
        load.start(200);
        let inFlight = 0;
        const kills = short ? 5 : 20;
        for (let kill = 0; kill < kills; kill++) {
          const acknowledged = load.history.ids('ok').size;
          await target.api.until('the load is answered', async () => load.history.ids('ok').size > acknowledged + 100);
          const gateway = descendants(target.installation.pid, 'aimass-gateway')[0];
          inFlight += load.inFlight;
          process.kill(gateway.pid, 'SIGKILL');
        }
        await target.api.until(
          'the last gateway answers',
          async () => (await target.api.call('GET', '/readyz').catch(() => ({ status: 0 }))).status === 200,
          30_000,
        );
        const history = await load.stop();
        let verdict = await judge(target.api, 'iris', history);
        await target.api
          .until(
            'everything acknowledged is counted',
            async () => {
              verdict = await judge(target.api, 'iris', history);
              return verdict.missing.length === 0 && verdict.countedOk === verdict.loggedOk;
            },
            30_000,
          )
          .catch(() =>
            expectThat(false, `${verdict.missing.length} acknowledged requests are missing; ${verdict.countedOk} counted, ${verdict.loggedOk} logged`),
          );
        expectThat(verdict.duplicates.length === 0, `${verdict.duplicates.length} requests counted twice`);
        expectThat(
          verdict.unacknowledged <= inFlight,
          `${verdict.unacknowledged} counted that no client saw, more than the ${inFlight} in flight at the kills`,
        );
        const wrong = history.entries.filter((entry) => entry.outcome === 'fail' && entry.status !== 503);
        expectThat(wrong.length === 0, `${wrong.length} wrong answers: ${JSON.stringify(wrong[0])}`);
        return `${kills} kills, ${verdict.acknowledged} acknowledged, 0 missing, 0 twice, ${verdict.unacknowledged} unseen of ${inFlight} in flight`;
      } finally {
        await target.stop();
      }
    },
  };
}

export const gatewayKilledWritten = gatewayKilled('M1', 'written');
export const gatewayKilledStrict = gatewayKilled('M1-strict', 'strict');
