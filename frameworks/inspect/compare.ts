import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementNumber } from '@/core/codecs/elements';
import { nativeWords } from '@/core/sentences/native';
import { inEnglish } from '@/core/sentences/stored';
import type { InputSpec } from '@/core/signature';
import { allocate, elementCount, type Tensor } from '@/core/tensors';
import { decodeTensorBlock } from '@/core/wire/tensor-block';
import { type InspectedModel, loadInspected, runtimeWords } from '../onnx/session';
import { compareOutput, type ParityCertificate, tiedRows, tolerance } from '../parity';
import { isSameRows, sliceRows } from './batching';
import type { CompareJob } from './job';

const rowsAlone = 16;

/** Runs a converted model on rows that its original has answered, and says how far apart the answers are. */
export async function compareModels({ folder, entry, draft, samples, native, precision }: CompareJob): Promise<ParityCertificate> {
  const [given, answers] = readSamples(samples);
  const rows = given[0]?.shape[0] ?? 1;
  const before = native.batchMs / Math.max(1, native.rows);
  const ofDataSample = native.ofDataSample ? { ofDataSample: native.ofDataSample } : {};
  const none = { samples: rows, ...ofDataSample, tolerance, outputs: [], batchInvariant: null, msPerRow: { before, after: null }, precision };
  let model: InspectedModel;
  let found: Tensor[];
  const inputs = draft.inputs.map((spec) => castTo(spec, given));
  try {
    model = await loadInspected(join(folder, entry), folder, draft);
    found = await model.run(inputs);
  } catch (error) {
    return { verdict: 'NotConverted', ...none, ...inEnglish({ why: nativeWords.cannotRunConverted({ said: runtimeWords(error, folder) }) }) };
  }
  const ties = tiedRows(
    answers,
    draft.outputs.map(({ role }) => role),
  );
  const outputs = answers.map((answer, i) => compareOutput(answer, found.find(({ name }) => name === answer.name) ?? found[i], ties));
  const takesRows = draft.inputs.every(({ shape }) => shape[0] === -1);
  const batchInvariant = takesRows ? await isBatchInvariant(model, inputs, found, rows) : null;
  const after = await msPerRow(model, inputs, rows);
  const worst = outputs.find(({ passed }) => !passed);
  const verdict = worst === undefined ? 'Passed' : 'OutOfTolerance';
  const why = worst === undefined ? '' : nativeWords.parityFailed(wordsOf(worst));
  return { verdict, samples: rows, ...ofDataSample, tolerance, outputs, batchInvariant, msPerRow: { before, after }, precision, ...inEnglish({ why }) };
}

function wordsOf({ name, maxAbs, labelAgreement }: ParityCertificate['outputs'][number]) {
  return { output: name, maxAbs: maxAbs.toPrecision(2), tolerance: String(tolerance), agreement: ((labelAgreement ?? 1) * 100).toFixed(1) };
}

/** Two blocks, each behind its length. */
function readSamples(file: string): [Tensor[], Tensor[]] {
  const data = readFileSync(file);
  const first = data.readUInt32LE(0);
  return [decodeTensorBlock(data.subarray(4, 4 + first)), decodeTensorBlock(data.subarray(8 + first))];
}

/** The rows in the element type of the converted model: float64 becomes float32 where it was converted so. */
function castTo({ name, datatype, shape }: InputSpec, given: readonly Tensor[]): Tensor {
  const tensor = given.find((one) => one.name === name);
  if (tensor === undefined) throw new RangeError(`the samples have no input ${name}`);
  const wanted = shape.length === tensor.shape.length ? tensor.shape : [tensor.shape[0], ...shape.slice(1)];
  if (tensor.datatype === datatype || datatype === 'BYTES') return { ...tensor, shape: wanted };
  const count = elementCount(tensor.shape);
  const data = allocate(datatype, count) as Float32Array;
  const isBig = datatype === 'INT64' || datatype === 'UINT64';
  for (let i = 0; i < count; i++) {
    const value = elementNumber(tensor, i);
    if (isBig) (data as unknown as BigInt64Array)[i] = BigInt(Math.trunc(value));
    else data[i] = value;
  }
  return { name, datatype, shape: wanted, data };
}

async function isBatchInvariant(model: InspectedModel, inputs: readonly Tensor[], together: readonly Tensor[], rows: number): Promise<boolean | null> {
  if (rows < 2 || inputs.some(({ shape }) => shape[0] !== rows) || together.some(({ shape }) => shape[0] !== rows)) return null;
  const few = Math.min(rowsAlone, rows);
  try {
    for (let row = 0; row < few; row++) {
      const alone = await model.run(inputs.map((input) => sliceRows(input, row, row + 1)));
      if (!alone.every((output, i) => isSameRows(output, sliceRows(together[i], row, row + 1), 1, 1))) return false;
    }
  } catch {
    return false;
  }
  return true;
}

/** After one run to warm up. */
async function msPerRow(model: InspectedModel, inputs: readonly Tensor[], rows: number): Promise<number> {
  await model.run(inputs);
  const start = performance.now();
  await model.run(inputs);
  return (performance.now() - start) / Math.max(1, rows);
}
