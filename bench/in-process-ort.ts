import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from './interleave';

/**
 * The ceiling: ONNX Runtime alone in a process, one thread, `batchRows` rows a call, no server.
 * @returns rows a second over `seconds`
 */
export function inProcessOrt(folder: string, model: Buffer, inputWidth: number, batchRows: number, seconds: number): Promise<Sample> {
  const file = join(folder, 'model.onnx');
  writeFileSync(file, model);
  return new Promise((done, failed) => {
    const child = fork(join(import.meta.dirname, 'in-process-ort-child.mjs'), [file, String(inputWidth), String(batchRows), String(seconds)]);
    child.on('message', (rowsPerSecond) => done({ value: Number(rowsPerSecond) }));
    child.on('exit', (code) => failed(new Error(`the ONNX Runtime process ended with ${code} before it had a figure`)));
  });
}
