import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { speak } from '@/core/sentences/catalogue';
import { faultSentence, pickleFaults, pythonSentence, pythonWords } from '@/core/sentences/python';

const root = join(import.meta.dirname, '..');
const files = ['tool', 'scan'].map((name) => `python/${name}.py`);
const models = [
  'sklearn/model',
  'sklearn/unpickle',
  'tensorflow/model',
  'tensorflow/keras_file',
  'tensorflow/operators',
  'tensorflow/saved_model',
  'mxnet/model',
  'mxnet/symbol_file',
];
const source = [...files, ...models.map((name) => `${name}.py`)].map((name) => readFileSync(join(root, name), 'utf8')).join('\n');

/** Names in `Refused(code, "name", "fix", …)`; codes that are variables stand as they are. */
const named = [...source.matchAll(/Refused\((?:"[A-Z_]+"|code), (?:"(\w*)"|CODE\[short\])(?:, (?:"(\w+)"|FIX))?[,)]/g)]
  .flatMap((match) => [match[1], match[2]])
  .filter(Boolean);
const keras = [...source.matchAll(/"\w+": "(holds\w+)"|FIX = "(\w+)"/g)].map((match) => match[1] ?? match[2]);

test('every sentence that Python names is in the catalogue, and none is there for nothing', () => {
  expect([...new Set([...named, ...keras])].sort()).toEqual(Object.keys(pythonWords).sort());
  const phrases = [...source.matchAll(/Damaged\("(\w+)"/g)].map((match) => match[1]);
  expect([...new Set([...phrases, 'scanMemory', 'scanTime', 'scanEnded'])].sort()).toEqual(Object.keys(pickleFaults).sort());
});

test('every refusal of Python names a sentence: no text of its own is left', () => {
  const raised = source.match(/(raise|return) Refused\(/g)?.length;
  const read = source.match(/(raise|return) Refused\((?:"[A-Z_]+"|code), (?:"\w*"|CODE\[short\])[,)]/g)?.length;
  expect(read).toBe(raised);
});

test('a name that is none, as a stranger may send, is no sentence', () => {
  expect(pythonSentence('constructor', {})).toBeNull();
  expect(pythonSentence('', {})).toBeNull();
  expect(faultSentence({ phrase: 'toString', said: 'x' })).toBe('x');
  const sentence = pythonSentence('notFitted', { name: 'LogisticRegression' });
  expect(sentence?.text).toBe('LogisticRegression was saved without being fitted.');
  expect(speak(sentence ?? '', 'zh')).toBe('LogisticRegression 在保存前未拟合。');
});
