import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { zip } from '../testing/zip-writer';
import { detectModel } from './detect';
import { requireSafeExternalData } from './external-data';
import { readOnnxFile } from './file-kind';
import { readMetadata } from './metadata';
import type { ExternalTensor } from './model-file';
import { readSignature } from './signature';
import { requireSupported } from './supported';

const root = mkdtempSync(join(tmpdir(), 'aimass-onnx-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function newFolder(files: Record<string, Buffer | string> = {}): string {
  const folder = join(root, String(count++));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

const fixture = (name: string): string => join(import.meta.dirname, '../testing/models', name);
const sample = (name: string): string => join(import.meta.dirname, '../../samples', name, `${name}.onnx`);
const iris = readFileSync(sample('iris'));

function modelOf(file: string) {
  const found = readOnnxFile(file);
  if (found.kind !== 'model') throw new Error(`${file} is ${found.kind}`);
  return found.model;
}

describe('what a file is', () => {
  test.each([
    ['text named .onnx', 'this is not a model', 'text that begins with "this is not a model"'],
    ['an empty file', '', 'an empty file'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', 'a Git LFS pointer, not the file it points to'],
    ['a web page', '<!DOCTYPE html><title>Sign in</title>', 'a web page'],
    ['a pickle', Buffer.from([0x80, 4, 0x95, 0, 0]), 'a Python pickle'],
    ['other data', Buffer.from([0, 1, 2, 3]), 'data of an unknown kind'],
  ])('%s is named', (_name, bytes, looksLike) => {
    const folder = newFolder({ 'model.onnx': bytes });
    expect(readOnnxFile(join(folder, 'model.onnx'))).toMatchObject({ kind: 'other', looksLike: { text: looksLike } });
    expect(() => detectModel(folder, ['model.onnx'])).toThrow(expect.objectContaining({ code: expect.stringMatching(/^MODEL_FORMAT_UN(KNOWN|SUPPORTED)$/) }));
  });

  test('a text file named .onnx says what was looked for', () => {
    const folder = newFolder({ 'model.onnx': 'hello' });
    expect(() => detectModel(folder, ['model.onnx'])).toThrow(
      expect.objectContaining({
        code: 'MODEL_FORMAT_UNKNOWN',
        details: expect.objectContaining({
          reason: expect.objectContaining({ code: 'onnx.lookedFor' }),
          evidence: expect.objectContaining({ text: 'model.onnx: text that begins with "hello"' }),
        }),
      }),
    );
  });

  test('a model is found whatever its name and wherever it lies', () => {
    const folder = newFolder({ 'a/b/weights.dat': iris, 'README.md': '# hello', '__MACOSX/a/b/._weights.dat': 'x' });
    expect(detectModel(folder, ['README.md', '__MACOSX/a/b/._weights.dat', 'a/b/weights.dat']).entry).toBe('a/b/weights.dat');
  });

  test('of several models the one named model.onnx counts; without it they are named', () => {
    const folder = newFolder({ 'a.onnx': iris, 'b.onnx': iris, 'c/model.onnx': iris });
    expect(detectModel(folder, ['a.onnx', 'b.onnx', 'c/model.onnx']).entry).toBe('c/model.onnx');
    expect(() => detectModel(folder, ['a.onnx', 'b.onnx'])).toThrow(
      expect.objectContaining({ code: 'MODEL_FORMAT_UNKNOWN', details: expect.objectContaining({ evidence: 'a.onnx\nb.onnx' }) }),
    );
  });

  test.each([
    ['a PyTorch checkpoint', { 'archive/data.pkl': Buffer.from([0x80, 2]), 'archive/version': '3' }],
    ['a PyTorch checkpoint', { 'model.pt': Buffer.from([0x80, 2, 0x95]) }],
    ['a PyTorch checkpoint', { 'config.json': '{}', 'pytorch_model.bin': zip([{ name: 'archive/data.pkl' }, { name: 'archive/version' }]) }],
    ['a PyTorch checkpoint', { weights: Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', 'latin1') }],
    ['safetensors', { 'model.safetensors': 'x' }],
  ])('%s is recognised, with the way to ONNX', (words, files) => {
    const folder = newFolder(files);
    expect(() => detectModel(folder, Object.keys(files))).toThrow(
      expect.objectContaining({
        code: 'MODEL_FORMAT_UNSUPPORTED',
        message: expect.stringContaining(words),
        details: expect.objectContaining({ fix: expect.objectContaining({ text: expect.stringContaining('Convert it') }) }),
      }),
    );
  });

  test.each([
    ['XGBoost', { 'model.json': '{"learner":{"attributes":{}' }, 'joblib.dump'],
    ['XGBoost', { 'model.ubj': Buffer.from('7b4c00000000000000076c6561726e6572', 'hex') }, 'joblib.dump'],
    ['LightGBM', { 'model.txt': 'tree\nversion=v4\n' }, 'joblib.dump'],
    ['checkpoint', { 'model.ckpt.index': 'x', 'model.ckpt.data-00000-of-00001': 'x' }, 'model.export'],
    ['frozen graph', { 'frozen.pb': Buffer.from('\n;\n\x01x\x12\x0bPlaceholder*', 'latin1') }, 'model.export'],
  ])('what %s has saved without its model is recognised, with how to save it whole', (words, files, fix) => {
    const folder = newFolder(files);
    expect(() => detectModel(folder, Object.keys(files))).toThrow(
      expect.objectContaining({
        code: 'MODEL_FORMAT_UNSUPPORTED',
        message: expect.stringContaining(words),
        details: expect.objectContaining({ fix: expect.objectContaining({ text: expect.stringContaining(fix) }) }),
      }),
    );
  });

  test('a model cut short is damaged; where the cut falls between two fields behind the graph, what is left is a model without its last words', () => {
    const folder = newFolder({ x: '' });
    const whole = modelOf(sample('iris'));
    const taken: number[] = [];
    for (let length = 0; length < iris.byteLength; length++) {
      writeFileSync(join(folder, 'x'), iris.subarray(0, length));
      const found = readOnnxFile(join(folder, 'x'));
      if (found.kind === 'model') taken.push(length);
      else expect(found.kind).toBe(length < 3 ? 'other' : 'damaged');
    }
    expect(taken.every((length) => length > whole.graphPlace.end)).toBe(true);
    expect(taken.length).toBeLessThanOrEqual(whole.opsets.size + whole.metadata.size + 1);
  });

  test('a model cut short of an operator set is damaged', () => {
    const model = { ...modelOf(sample('iris')), opsets: new Map([['', 18]]) };
    expect(() => requireSupported(model)).toThrow(expect.objectContaining({ code: 'MODEL_FILE_CORRUPT' }));
  });

  test('damaged bytes never crash the reader', () => {
    const folder = newFolder({ x: '' });
    const change = fc.record({ at: fc.nat(iris.byteLength - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(iris);
        for (const { at, byte } of changes) bytes[at] = byte;
        writeFileSync(join(folder, 'x'), bytes);
        const found = readOnnxFile(join(folder, 'x'));
        expect(['model', 'damaged', 'other']).toContain(found.kind);
      }),
      { numRuns: 500 },
    );
  });
});

describe('external data', () => {
  const tensor = (location: string, more: Partial<ExternalTensor> = {}): ExternalTensor => ({ name: 'w', location, offset: 0, length: 4, ...more });
  const folder = newFolder({ 'm/model.onnx': 'x', 'm/weights.bin': 'wwww', 'm/sub/more.bin': 'mmmm', 'beside.bin': 'secret' });
  symlinkSync('/etc/passwd', join(folder, 'm/link.bin'));

  test('inside the folder of the model is fine', () => {
    expect(requireSafeExternalData(folder, 'm/model.onnx', [tensor('weights.bin'), tensor('./weights.bin'), tensor('sub/more.bin')])).toEqual([
      'm/sub/more.bin',
      'm/weights.bin',
    ]);
  });

  test.each([
    ['a parent path', '../beside.bin'],
    ['a parent path in the middle', 'sub/../../beside.bin'],
    ['a parent path that stays inside', 'sub/../weights.bin'],
    ['a system file', '../../../../../../etc/passwd'],
    ['an absolute path', '/etc/passwd'],
    ['a path of Windows', '..\\beside.bin'],
    ['a drive', 'C:weights.bin'],
    ['a NUL', 'weights.bin\0'],
    ['a file that is not there', 'none.bin'],
    ['a folder', 'sub'],
    ['a trailing slash', 'weights.bin/'],
    ['a symbolic link', 'link.bin'],
    ['no path', ''],
    ['the folder itself', '.'],
    ['a URL', 'http://127.0.0.1/weights.bin'],
  ])('%s is refused', (_name, location) => {
    expect(() => requireSafeExternalData(folder, 'm/model.onnx', [tensor(location)])).toThrow(expect.objectContaining({ code: 'MODEL_EXTERNAL_DATA_UNSAFE' }));
  });

  test.each([
    ['beyond the end', { offset: 2, length: 4 }],
    ['before the start', { offset: -1 }],
    ['beyond all numbers', { offset: 1e30 }],
    ['not a number', { offset: Number.NaN }],
  ])('bytes %s are refused', (_name, more) => {
    expect(() => requireSafeExternalData(folder, 'm/model.onnx', [tensor('weights.bin', more)])).toThrow(
      expect.objectContaining({ code: 'MODEL_EXTERNAL_DATA_UNSAFE' }),
    );
  });

  test('is found in the model itself, also where weights hide in attributes', () => {
    expect(modelOf(fixture('external/model.onnx')).externalTensors).toEqual([{ name: 'w', location: 'weights.bin', offset: 0, length: 64 }]);
    const bytes = readFileSync(fixture('external/model.onnx'));
    bytes.write('../../etc/x', bytes.indexOf('weights.bin'));
    const folderOfAttack = newFolder({ 'model.onnx': bytes });
    expect(modelOf(join(folderOfAttack, 'model.onnx')).externalTensors[0].location).toBe('../../etc/x');
  });
});

describe('the signature', () => {
  const read = (file: string, wishes = {}) => readSignature(modelOf(file), wishes);

  test('names, datatypes, shapes, labels and columns come from the file', () => {
    expect(read(sample('iris'))).toMatchObject({
      task: 'classify',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4], columns: ['sepal_length_cm', 'sepal_width_cm', 'petal_length_cm', 'petal_width_cm'] }],
      outputs: [
        { name: 'label', datatype: 'INT64', shape: [-1], role: 'label' },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 3], role: 'scores' },
      ],
      labels: ['setosa', 'versicolor', 'virginica'],
    });
  });

  test.each([
    ['diabetes', 'regress', ['value']],
    ['iris-clusters', 'cluster', ['label', 'distances']],
    ['digits', 'classify', ['label', 'scores']],
  ])('without its own word %s is still seen to %s', (name, task, roles) => {
    const model = modelOf(sample(name));
    const bare = { ...model, metadata: new Map<string, string>() };
    const draft = readSignature(bare, {});
    expect(draft.task).toBe(task);
    expect(draft.outputs.map((output) => output.role)).toEqual(roles);
    expect(draft.taskReason).not.toBe('');
  });

  test.each([
    ['strings-tensor.onnx', 'classify', ['label', 'scores'], ['setosa', 'versicolor', 'virginica']],
    ['convolution.onnx', 'classify', ['scores'], ['cat', 'dog', 'cow', 'hen']],
    ['embedding.onnx', 'embed', ['vector'], null],
    ['many-inputs.onnx', 'custom', ['other', 'other'], null],
  ])('%s is seen to %s', (file, task, roles, labels) => {
    const draft = read(fixture(file));
    expect(draft).toMatchObject({ task, labels });
    expect(draft.outputs.map((output) => output.role)).toEqual(roles);
  });

  test('a person decides over the file', () => {
    const draft = read(sample('iris'), { task: 'custom', labels: ['a', 'b', 'c'], columns: { x: ['p', 'q', 'r', 's'] } });
    expect(draft).toMatchObject({ task: 'custom', labels: ['a', 'b', 'c'], inputs: [{ columns: ['p', 'q', 'r', 's'] }] });
  });

  test('labels or columns that do not fit the model are refused', () => {
    expect(() => read(sample('iris'), { labels: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code: 'MODEL_SIGNATURE_UNSUPPORTED', message: expect.stringContaining('2 labels') }),
    );
    expect(() => read(sample('iris'), { columns: { x: ['a'] } })).toThrow(expect.objectContaining({ code: 'MODEL_SIGNATURE_UNSUPPORTED' }));
  });

  test('outputs that are no tensors are refused with the way out', () => {
    expect(() => read(fixture('sequence.onnx'))).toThrow(
      expect.objectContaining({
        code: 'MODEL_SIGNATURE_UNSUPPORTED',
        details: expect.objectContaining({ fix: expect.objectContaining({ text: expect.stringContaining('zipmap') }) }),
      }),
    );
  });

  test.each([
    ['custom-operator.onnx', 'com.example'],
    ['new-opset.onnx', 'opset 27'],
  ])('%s is refused before the runtime sees it', (file, words) => {
    expect(() => requireSupported(modelOf(fixture(file)))).toThrow(
      expect.objectContaining({ code: 'MODEL_FORMAT_UNSUPPORTED', message: expect.stringContaining(words) }),
    );
  });

  test.each([
    ['a JSON list', { labels: '["a","b"]' }, ['a', 'b']],
    ['a JSON map', { id2label: '{"0":"a","1":"b"}' }, ['a', 'b']],
    ['a list of Python', { classes: "['a', 'b']" }, ['a', 'b']],
    ['a dictionary of Python', { names: "{0: 'a', 1: 'b'}" }, ['a', 'b']],
    ['something else', { labels: 'a, b' }, null],
    ['a map with holes', { names: '{"0":"a","2":"b"}' }, null],
  ])('labels are read from %s', (_name, metadata, labels) => {
    expect(readMetadata(new Map(Object.entries(metadata))).labels).toEqual(labels);
  });
});
