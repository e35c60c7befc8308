import { expect, test } from 'vitest';
import { AppError } from './errors';
import type { OutputRole, Signature } from './signature';
import { changeSignature, type SignatureChange, withoutColumnNames } from './signature-change';
import type { Datatype } from './tensors';

type Output = readonly [name: string, datatype: Datatype, shape: number[], role: OutputRole];

function signatureOf(task: Signature['task'], outputs: readonly Output[], labels?: readonly string[]): Signature {
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 2], columns: ['a', 'b'] }];
  const specs = outputs.map(([name, datatype, shape, role]) => ({ name, datatype, shape, role }));
  return {
    task,
    taskReason: 'The file says so.',
    default: 'serving_default',
    signatures: { serving_default: { inputs, outputs: specs } },
    inputs,
    outputs: specs,
    ...(labels === undefined ? {} : { labels }),
    batchable: true,
  };
}

const scores = signatureOf('custom', [['out', 'FP32', [-1, 3], 'other']]);
const figure = signatureOf('regress', [['out', 'FP32', [-1, 1], 'value']]);
const named = signatureOf(
  'classify',
  [
    ['label', 'BYTES', [-1], 'label'],
    ['probabilities', 'FP32', [-1, 2], 'scores'],
  ],
  ['no', 'yes'],
); // prettier-ignore
const image = signatureOf('custom', [['out', 'FP32', [-1, 4, 4], 'other']]);
const counted = signatureOf('classify', [['label', 'INT64', [-1], 'label']], ['0', '1']);

test.each<[string, Signature, SignatureChange, Partial<Signature>]>([
  ['scores become a classification with names', scores, { task: 'classify', labels: ['a', 'b', 'c'] }, { task: 'classify', labels: ['a', 'b', 'c'] }],
  ['one figure becomes a classification of two', figure, { task: 'classify', labels: ['no', 'yes'] }, { task: 'classify', labels: ['no', 'yes'] }],
  ['scores become a vector', scores, { task: 'embed' }, { task: 'embed' }],
  ['an image becomes a vector', image, { task: 'embed' }, { task: 'embed' }],
  ['names of its own in another order', named, { labels: ['yes', 'no'] }, { labels: ['yes', 'no'] }],
  ['labels are taken away', named, { labels: null }, { task: 'classify' }],
  ['labels go with the classification', named, { task: 'custom' }, { task: 'custom' }],
])('%s', (_name, signature, change, expected) => {
  const changed = changeSignature(signature, change);
  expect(changed).toMatchObject(expected);
  expect(changed.labels).toEqual(expected.labels);
  expect(changed.signatures.serving_default).toEqual({ inputs: changed.inputs, outputs: changed.outputs });
  expect(changed.taskReason).toBe(change.task === undefined ? 'The file says so.' : 'It was corrected after the check.');
});

test('outputs get the meaning of the new task', () => {
  const changed = changeSignature(
    signatureOf('custom', [
      ['n', 'INT64', [-1], 'other'],
      ['p', 'FP32', [-1, 3], 'other'],
    ]),
    { task: 'classify' },
  ); // prettier-ignore
  expect(changed.outputs.map(({ role }) => role)).toEqual(['label', 'scores']);
  expect(changeSignature(changed, { task: 'cluster' }).outputs.map(({ role }) => role)).toEqual(['label', 'distances']);
  expect(changeSignature(changed, { task: 'custom' }).outputs.map(({ role }) => role)).toEqual(['other', 'other']);
});

test('columns are named, renamed and taken away', () => {
  expect(changeSignature(scores, { columns: { x: ['length', 'width'] } }).inputs[0].columns).toEqual(['length', 'width']);
  expect(changeSignature(scores, { columns: { x: null } }).inputs[0]).toEqual({ name: 'x', datatype: 'FP32', shape: [-1, 2] });
  expect(withoutColumnNames({ rows: [{ b: 2, a: 1 }, [3, 4]] }, scores)).toEqual({
    rows: [
      [1, 2],
      [3, 4],
    ],
  }); // prettier-ignore
});

test.each<[string, Signature, SignatureChange, string]>([
  ['an image as a classification', image, { task: 'classify' }, '/signature/task'],
  ['text as a regression', signatureOf('custom', [['t', 'BYTES', [-1], 'other']]), { task: 'regress' }, '/signature/task'],
  ['one figure as a vector', figure, { task: 'embed' }, '/signature/task'],
  ['one figure as a clustering', figure, { task: 'cluster' }, '/signature/task'],
  ['figures as a generation', scores, { task: 'generate' }, '/signature/task'],
  ['two labels for three classes', scores, { task: 'classify', labels: ['a', 'b'] }, '/signature/labels'],
  ['labels of a regression', figure, { labels: ['a', 'b'] }, '/signature/labels'],
  ['the same label twice', named, { labels: ['no', 'no'] }, '/signature/labels'],
  ['other names than the model answers with', named, { labels: ['bad', 'good'] }, '/signature/labels'],
  ['other names than the numbers it answers with', counted, { labels: ['bad', 'good'] }, '/signature/labels'],
  ['an input that is not there', scores, { columns: { y: ['a', 'b'] } }, '/signature/columns/y'],
  ['an input named like a member of objects', scores, { columns: { constructor: ['a', 'b'] } }, '/signature/columns/constructor'],
  ['three names for two columns', scores, { columns: { x: ['a', 'b', 'c'] } }, '/signature/columns/x'],
  ['one name for two columns', scores, { columns: { x: ['a', 'a'] } }, '/signature/columns/x'],
])('refuses %s', (_name, signature, change, pointer) => {
  try {
    changeSignature(signature, change);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: { errors: [{ pointer }] } });
    return;
  }
  throw new Error('it was not refused');
});
