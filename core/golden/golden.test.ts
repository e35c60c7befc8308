import { expect, test } from 'vitest';
import { textOf } from '../sentences/sentence';
import type { OutputRole, Signature } from '../signature';
import type { Datatype } from '../tensors';
import { differenceOf } from './difference';
import { readGoldenSample } from './sample';

function signature(...outputs: [name: string, datatype: Datatype, role: OutputRole][]): Signature {
  const named = { inputs: [], outputs: outputs.map(([name, datatype, role]) => ({ name, datatype, shape: [-1], role })) };
  return { task: 'custom', default: 'd', signatures: { d: named }, ...named };
}
const classifier = signature(['label', 'INT64', 'label'], ['scores', 'FP32', 'scores']);
const halfScores = signature(['label', 'INT64', 'label'], ['scores', 'FP16', 'scores']);
const counts = signature(['count', 'INT64', 'value']);
const figure = signature(['y', 'FP64', 'value']);
const outputs = signature(['ids', 'INT32', 'other'], ['heat', 'FP32', 'other']);

const one = (prediction: unknown): object => ({ task: 't', predictions: [prediction], requestId: 'check' });
const differs = (of: Signature, stored: unknown, given: unknown): string | null => {
  const found = differenceOf(stored, Buffer.from(JSON.stringify(given)), of);
  return found === null ? null : textOf(found);
};

test.each<[what: string, of: Signature, stored: unknown, given: unknown, found: string | null]>([
  ['the same', classifier, { label: 'a', score: 0.9 }, { label: 'a', score: 0.9 }, null],
  ['a float32 within its rounding', classifier, { label: 'a', score: 0.9 }, { label: 'a', score: 0.9005 }, null],
  [
    'a float32 beyond it',
    classifier,
    { label: 'a', score: 0.9 },
    { label: 'a', score: 0.95 },
    'predictions[0].score is 0.95, at the check it was 0.9: 0.05 apart where 0.00091 is allowed',
  ],
  ['a float16 by its own three digits', halfScores, { label: 'a', score: 0.9 }, { label: 'a', score: 0.905 }, null],
  ['another label', classifier, { label: 'a', score: 0.9 }, { label: 'b', score: 0.9 }, 'predictions[0].label is "b", at the check it was "a"'],
  [
    'another label of a tie',
    classifier,
    { label: 'a', score: 0.5, probabilities: { a: 0.5, b: 0.49999 } },
    { label: 'b', score: 0.5, probabilities: { a: 0.5, b: 0.49999 } },
    null,
  ],
  [
    'a count is exact, however large',
    counts,
    { value: 100_000 },
    { value: 100_001 },
    'predictions[0].value is 100001, at the check it was 100000: 1 apart where 0 is allowed',
  ],
  ['float64 as float32: most models add so', figure, { value: 1_000 }, { value: 1_000.5 }, null],
  [
    'a cluster is exact',
    figure,
    { cluster: 1_000 },
    { cluster: 1_001 },
    'predictions[0].cluster is 1001, at the check it was 1000: 1 apart where 0 is allowed',
  ],
  ['outputs by their own type', outputs, { outputs: { ids: [7, 1000], heat: [0.5] } }, { outputs: { ids: [7, 1000], heat: [0.5001] } }, null],
  [
    'outputs by their own type, an integer',
    outputs,
    { outputs: { ids: [7, 1000], heat: [0.5] } },
    { outputs: { ids: [7, 1001], heat: [0.5] } },
    'predictions[0].outputs.ids[1] is 1001, at the check it was 1000: 1 apart where 0 is allowed',
  ],
  ['a figure that is none any more', figure, { value: 1 }, { value: 'NaN' }, 'predictions[0].value is "NaN", at the check it was 1'],
  ['a member that is gone', classifier, { label: 'a', score: 0.9 }, { label: 'a' }, 'predictions[0].score is nothing, at the check it was 0.9'],
  ['another length', figure, { vector: [1, 2] }, { vector: [1] }, 'predictions[0].vector has 1 items, at the check it had 2'],
])('%s', (_what, of, stored, given, found) => {
  expect(differs(of, one(stored), one(given))).toBe(found);
});

test('only predictions count, and all of them', () => {
  const stored = { predictions: [{ value: 1 }], requestId: 'check', variant: 'check' };
  expect(differs(figure, stored, { predictions: [{ value: 1 }], requestId: 'r', variant: 'main' })).toBeNull();
  expect(differs(figure, stored, { predictions: [] })).toBe('predictions has 0 items, at the check it had 1');
  expect(textOf(differenceOf(stored, Buffer.from('<html>'), figure) ?? '')).toBe('the answer is not JSON: <html>');
});

test.each([
  [null, null],
  [{ rows: [[1]] }, { request: { rows: [[1]] }, response: null, steady: null }],
  [
    { request: 1, response: 2 },
    { request: 1, response: 2, steady: null },
  ],
  [
    { request: 1, response: 2, steady: false },
    { request: 1, response: 2, steady: false },
  ],
])('the stored sample %j', (stored, sample) => {
  expect(readGoldenSample(stored)).toEqual(sample);
});
