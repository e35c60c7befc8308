import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@/core/bundle';
import type { NativeModel } from '@/core/native-model';
import { compareWithNative, inspectFiles } from '@/frameworks/inspect/inspect';
import { NativeError, NativeTool } from '@/frameworks/native/tool';
import { examineSandbox, requireSandbox } from '@/frameworks/sandbox';
import { ensureToolchain, toolchainPlaces } from '@/frameworks/toolchains';
import { toolchainSettings } from '@/testing/toolchains';

/**
 * `npm run sweep [-- LINE]`: every estimator of scikit-learn that predicts, through the same loading, conversion and comparison as an upload; writes the
 * table of `docs/frameworks.md`.
 */
const line = process.argv[2] ?? 'sklearn-1.9';
const page = join(repositoryRoot(), 'docs', 'frameworks.md');
const marks = ['<!-- sweep -->', '<!-- end of sweep -->'] as const;

interface Row {
  readonly name: string;
  readonly runs: string;
  readonly proof: string;
  readonly before: string;
  readonly after: string;
}

const places = toolchainPlaces({ ...toolchainSettings, AIMASS_WHEELS: process.env.AIMASS_WHEELS });
const toolchain = await ensureToolchain(line, places);
const sandbox = await requireSandbox(examineSandbox(null));
const folder = mkdtempSync(join(tmpdir(), 'aimass-sweep-'));
const models = join(folder, 'models');
mkdirSync(models);
const program = join(repositoryRoot(), 'frameworks/testing/train/sweep_models.py');
const { stdout } = await promisify(execFile)(toolchain.python, ['-I', '-B', program, models], { cwd: folder, maxBuffer: 64 * 1024 ** 2 });
const fitted = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as { name: string; file: string | null; why: string | null }[];
const rows: Row[] = [];
for (const { name, file, why } of fitted) {
  const row = file === null ? { name, runs: 'not fitted', proof: why ?? '', before: '', after: '' } : await sweepOne(name, file);
  rows.push(row);
  process.stdout.write(`${row.name.padEnd(34)} ${row.runs.padEnd(12)} ${row.proof.slice(0, 110)}\n`);
}
rmSync(folder, { recursive: true, force: true });
writePage();

async function sweepOne(name: string, file: string): Promise<Row> {
  const work = join(folder, name);
  const files = join(work, 'files');
  mkdirSync(files, { recursive: true, mode: 0o700 });
  copyFileSync(file, join(files, basename(file)));
  const limits = { wallMs: 300_000, cpuMs: 300_000, memoryBytes: 4 * 1024 ** 3 };
  const tool = new NativeTool({ sandbox, toolchain, folder: files, work, limits }, 'sklearn');
  const native: NativeModel = { framework: 'sklearn', format: 'pickle', entry: basename(file), toolchain: line };
  try {
    const said = await tool.load(native);
    const samples = join(work, 'samples.bin');
    const answered = await tool.samples(128, samples);
    const before = ((1000 * answered.batchMs) / answered.rows).toPrecision(2);
    let proof = '';
    for (const precision of said.precisions) {
      const converted = join(work, 'converted.onnx');
      try {
        await tool.convert(converted, precision);
        copyFileSync(converted, join(files, 'model.onnx'));
        const place = join(work, `read-${precision}`);
        mkdirSync(place, { mode: 0o700 });
        const onStep = (): void => undefined;
        const read = await inspectFiles(
          { kind: 'read', artifacts: [{ file: converted, path: 'm.onnx' }], folder: place, framework: 'onnx', wishes: {} },
          { onStep },
        );
        if (read.kind !== 'onnx') throw new Error('no ONNX');
        const parity = await compareWithNative(
          { kind: 'compare', folder: files, entry: 'model.onnx', draft: read.draft, samples, native: answered, precision },
          { onStep },
        );
        const worst = Math.max(0, ...parity.outputs.map((output) => output.maxAbs));
        if (parity.verdict === 'Passed') {
          return {
            name,
            runs: 'converted',
            proof: `${precision}, ${worst.toExponential(0)}`,
            before,
            after: (1000 * (parity.msPerRow.after ?? 0)).toPrecision(2),
          };
        }
        proof = parity.why;
      } catch (error) {
        proof = error instanceof NativeError ? `the converter says: ${error.message}` : error instanceof Error ? error.message : String(error);
      }
    }
    return { name, runs: 'native', proof: shorten(proof), before, after: '' };
  } catch (error) {
    return { name, runs: 'refused', proof: shorten(error instanceof Error ? error.message : String(error)), before: '', after: '' };
  } finally {
    await tool.close();
  }
}

function shorten(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '/').slice(0, 160);
}

function writePage(): void {
  const count = (runs: string): number => rows.filter((row) => row.runs === runs).length;
  const made = `${rows.length} estimators of ${line} (scikit-learn ${toolchain.packages['scikit-learn']}), ${count('converted')} converted, ${count('native')} in their own framework, ${count('refused')} refused, ${count('not fitted')} not fitted here. Made by \`npm run sweep\`, ${new Date().toISOString().slice(0, 10)}.`;
  const table = [
    '| estimator | runs | proof: precision and largest difference, or why not | µs a row before | now |',
    '|---|---|---|---|---|',
    ...rows.map(({ name, runs, proof, before, after }) => `| ${name} | ${runs} | ${proof} | ${before} | ${after} |`),
  ];
  const text = readFileSync(page, 'utf8');
  const [start, end] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
  if (start === -1 || end === -1) throw new Error(`${page} has no place for the table`);
  writeFileSync(page, `${text.slice(0, start + marks[0].length)}\n\n${made}\n\n${table.join('\n')}\n\n${text.slice(end)}`);
}
