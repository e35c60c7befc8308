import { replicaKilled } from './faults/a1-replica-killed';
import { databaseStopped } from './faults/a8-database-stopped';
import { gatewayKilledStrict, gatewayKilledWritten } from './faults/m1-gateway-killed';
import { syncedBeforeAnswer } from './faults/m3-synced-before-answer';

const faults = [replicaKilled, databaseStopped, gatewayKilledWritten, gatewayKilledStrict, syncedBeforeAnswer];

/** `npm run chaos [-- ID …] [--short]`: one line a fault, `ID pass|fail figure`. */
async function main(words: readonly string[]): Promise<number> {
  const short = words.includes('--short');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = wanted.filter((id) => !faults.some((fault) => fault.id === id));
  if (unknown.length > 0) {
    console.error(`There is no fault test ${unknown.join(', ')}. There are: ${faults.map((fault) => fault.id).join(', ')}.`);
    return 2;
  }
  let failed = 0;
  for (const fault of faults) {
    if (wanted.length > 0 && !wanted.includes(fault.id)) continue;
    try {
      console.log(`${fault.id} pass ${await fault.run({ short })}`);
    } catch (error) {
      failed++;
      console.log(`${fault.id} fail ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
