import { expect, test } from 'vitest';
import { afterFailure } from './back-off';

const again = (delayMs: number) => ({ again: true, delayMs });
const givenUp = { again: false };

test.each([
  // name                                             count  wasReady  code                    → next
  ['starts again at once the first time', 1, true, 'REPLICA_LOST', again(0)],
  ['then after a second', 2, true, 'REPLICA_LOST', again(1_000)],
  ['then after twice as long each time', 5, true, 'REPLICA_LOST', again(8_000)],
  ['at most a minute apart', 9, true, 'REPLICA_LOST', again(60_000)],
  ['gives up one that served once but no more', 10, true, 'REPLICA_LOST', givenUp],
  ['gives up sooner what never served', 5, false, 'REPLICA_START_FAILED', givenUp],
  ['tries a model that does not load a second time', 1, false, 'MODEL_LOAD_FAILED', again(0)],
  ['and no third time', 2, false, 'MODEL_LOAD_FAILED', givenUp],
  ['altered files do not mend themselves', 2, false, 'ARTIFACT_ALTERED', givenUp],
  ['one that served may have run out of memory by chance', 2, true, 'MODEL_OUT_OF_MEMORY', again(1_000)],
  ['waits for the storage as long as it takes', 500, false, 'STORAGE_UNREACHABLE', again(60_000)],
])('%s', (_name, count, wasReady, code, next) => {
  expect(afterFailure({ count, wasReady, code })).toEqual(next);
});
