import { writeFileSync, writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import type { InspectJob, InspectMessage } from './inspect/job';
import { readModelFiles, unpackFiles } from './inspect/read';
import { InspectionFailed, step, type Tell } from './inspect/steps';

/**
 * Looks at one uploaded model in a process of its own, so that whatever the files do to it ends here: the parent watches its memory and time.
 * The job comes as JSON on standard input; each step goes to standard output as a line of JSON as soon as it begins and ends.
 */
async function main(): Promise<void> {
  process.title = 'aimass-inspect';
  volunteerForOom();
  endWithParent();
  const job = JSON.parse(await text(process.stdin)) as InspectJob;
  // Written at once, not through a stream: a process that is killed in the next step must have told of this one.
  const tell: Tell = (message: InspectMessage) => writeLine(`${JSON.stringify(message)}\n`);
  try {
    if (job.kind === 'read') tell({ read: await readModelFiles(job, tell) });
    else if (job.kind === 'unpack') tell({ unpacked: await unpackFiles(job, tell) });
    else if (job.kind === 'run') {
      // Only the jobs after the first one load the runtime.
      const { runModel } = await import('./inspect/run');
      tell({ run: await runModel(job, tell) });
    } else if (job.kind === 'answer') {
      const { answerWithOnnx } = await import('./inspect/answer');
      tell({ answered: await step(tell, 'predict', () => answerWithOnnx(job).then((value) => ({ value, evidence: '' }))) });
    } else if (job.kind === 'decode') {
      const { decodeSample } = await import('./inspect/answer');
      tell({ decoded: decodeSample(job) });
    } else {
      const { compareModels } = await import('./inspect/compare');
      tell({ compared: await compareModels(job) });
    }
  } catch (error) {
    if (!(error instanceof InspectionFailed)) throw error;
    tell({ failed: error.failure });
  }
}

/** Nobody watches an orphan, so it ends. From a thread of its own, since a model that runs blocks this one. */
function endWithParent(): void {
  const watch = 'const parent = process.ppid; setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 1000);';
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 } }).unref();
}

/** If the machine runs out of memory, this process goes first. */
function volunteerForOom(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // not Linux, or not allowed: the parent's watch remains
  }
}

function writeLine(line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.byteLength; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error; // the pipe is full: the parent reads on
    }
  }
}

await main();
