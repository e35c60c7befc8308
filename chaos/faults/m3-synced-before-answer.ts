import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectThat, type Fault } from '../fault';
import { descendants } from '../processes';
import { startTarget } from '../target';

/** System calls of the strict gateway, in order: the record is written and synced before the first byte of the 200 leaves. */
export const syncedBeforeAnswer: Fault = {
  id: 'M3',
  promise: 'strict metering: write → fdatasync → 200, always',
  async run({ short }) {
    const target = await startTarget(1, { AIMASS_METERING: 'strict' });
    const folder = mkdtempSync(join(tmpdir(), 'aimass-strace-'));
    try {
      const gateway = descendants(target.installation.pid, 'aimass-gateway')[0];
      const trace = join(folder, 'trace');
      // Whole texts: requests that come in one turn have their records in one write, and each is looked for.
      const strace = spawn(
        'strace',
        ['-f', '-y', '-s', '1000000', '-e', 'trace=write,writev,pwrite64,pwritev,fdatasync,fsync,sendto,sendmsg', '-o', trace, '-p', String(gateway.pid)],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      await new Promise<void>((attached, failed) => {
        strace.stderr.on('data', (chunk: Buffer) => (chunk.toString().includes('attached') ? attached() : undefined));
        strace.on('exit', () => failed(new Error('strace could not attach to the gateway')));
      });
      const load = target.load();
      load.start(300);
      await target.api.until('enough answers', async () => load.history.ids('ok').size >= (short ? 100 : 500));
      const history = await load.stop();
      const ended = new Promise((done) => strace.on('exit', done));
      strace.kill('SIGINT');
      await ended;
      const checked = checkOrder(readFileSync(trace, 'utf8').split('\n'), history.ids('ok'));
      return `${checked} answers, each after its record was synced`;
    } finally {
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @returns how many answers were checked; @throws Error at the first that left before its record was synced */
function checkOrder(lines: readonly string[], acknowledged: ReadonlySet<string>): number {
  const written = new Set<string>();
  const synced = new Set<string>();
  const begun = new Map<string, Set<string>>();
  let checked = 0;
  const idsOf = (line: string): string[] => [...line.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)].map((match) => match[0]);
  for (const line of lines) {
    const thread = line.split(' ', 1)[0];
    const isSpool = line.includes('/spool/');
    if (/\bp?writev?(64)?\(/.test(line) && isSpool) for (const id of idsOf(line)) written.add(id);
    // A sync covers what was written before it began, and counts when it has returned.
    if (/fdatasync\(|fsync\(/.test(line) && isSpool) {
      if (line.includes('<unfinished')) begun.set(thread, new Set(written));
      else if (line.includes('= 0')) for (const id of written) synced.add(id);
    }
    if (/<\.\.\. (fdatasync|fsync) resumed>.*= 0/.test(line)) for (const id of begun.get(thread) ?? []) synced.add(id);
    if (!line.includes('HTTP/1.1 200')) continue;
    for (const id of idsOf(line)) {
      if (!acknowledged.has(id)) continue;
      expectThat(synced.has(id), `the answer to ${id} left before its record was synced (written: ${written.has(id)})`);
      checked++;
    }
  }
  expectThat(checked >= acknowledged.size * 0.5, `only ${checked} of ${acknowledged.size} answers were seen in the trace`);
  return checked;
}
