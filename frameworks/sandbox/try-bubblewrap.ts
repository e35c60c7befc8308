import { sandboxWords } from '@/core/sentences/sandbox';
import { bareBubblewrap, bubblewrap } from './bubblewrap';
import { openControlGroups } from './control-groups';
import { filterFile } from './filter-file';
import { starts, type Trial, tried } from './trial';

const startMsMax = 10_000;

/** bubblewrap with all that this machine allows, if it starts and keeps in what is tried. */
export async function tryBubblewrap(): Promise<Trial> {
  const bare = await starts(bareBubblewrap, startMsMax);
  if (bare !== null) {
    const missing = /ENOENT|bwrap: (not found|No such file)|not found/.test(bare);
    const [why, fix] = missing ? [sandboxWords.notInstalled(), sandboxWords.install()] : [sandboxWords.notAllowed({ said: bare }), sandboxWords.allow()];
    return { sandbox: null, why, fix, attempts: [] };
  }
  const groups = openControlGroups();
  const file = filterFile();
  const filtered = bubblewrap({ filterFile: file, groups, holds: true });
  const isFiltered = file !== null && (await starts(filtered, startMsMax)) === null;
  const sandbox = isFiltered ? filtered : bubblewrap({ filterFile: null, groups, holds: true });
  const trial = await tried(sandbox, isFiltered);
  const fix = sandboxWords.update();
  if (trial.attempts === null) return { sandbox: null, why: sandboxWords.notAllowed({ said: trial.said }), fix, attempts: [] };
  if (trial.escapes.length > 0) return { sandbox: null, why: sandboxWords.escaped({ what: trial.escapes }), fix, attempts: trial.attempts };
  return { sandbox, what: 'bubblewrap', groups: groups.works, attempts: trial.attempts };
}
