import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { zip } from '../testing/zip-writer';
import { detectNative } from './detect';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function detect(files: Readonly<Record<string, string | Buffer>>) {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-detect-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return detectNative(folder, Object.keys(files));
}

const symbol = '{\n  "nodes": [\n    {\n      "op": "null"';
const parameters = Buffer.from([0x12, 0x01, 0, 0, 0, 0, 0, 0, 1]);
const pickle = Buffer.from([0x80, 4, 0x95]);

describe('what a model is shows in its content', () => {
  test.each([
    ['a SavedModel', { 'saved_model.pb': 'x', 'variables/variables.index': 'x' }, { framework: 'tensorflow', format: 'savedmodel', entry: '' }],
    ['a SavedModel deep in an archive', { 'a/b/saved_model.pb': 'x', 'a/b/variables/v.index': 'x' }, { format: 'savedmodel', entry: 'a/b' }],
    ['the last version of a model of TensorFlow Serving', { 'm/2/saved_model.pb': 'x', 'm/10/saved_model.pb': 'x' }, { format: 'savedmodel', entry: 'm/10' }],
    [
      'a Keras file without its suffix',
      { weights: zip([{ name: 'metadata.json' }, { name: 'config.json' }, { name: 'model.weights.h5' }]) },
      { format: 'keras', entry: 'weights' },
    ],
    ['an HDF5 file', { 'm.bin': Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') }, { framework: 'tensorflow', format: 'keras-h5' }],
    ['a skops file', { 'm.zip': zip([{ name: 'schema.json' }, { name: '1.npy' }]) }, { framework: 'sklearn', format: 'skops' }],
    [
      'an MXNet pair',
      { 'n/net-symbol.json': symbol, 'n/net-0000.params': parameters },
      { format: 'mxnet', entry: 'n/net-symbol.json', parameters: 'n/net-0000.params' },
    ],
    ['an MXNet pair with shapes', { 's.json': symbol, 'p.bin': parameters, 'model-shapes.json': '[]' }, { format: 'mxnet', shapesFile: 'model-shapes.json' }],
    [
      'the last epoch of an MXNet checkpoint',
      { 'a/net-symbol.json': symbol, 'a/net-0002.params': parameters, 'a/net-0010.params': parameters },
      { format: 'mxnet', entry: 'a/net-symbol.json', parameters: 'a/net-0010.params' },
    ],
    ['a pickle of protocol 4', { 'model.onnx': pickle, 'README.md': '# hello' }, { framework: 'sklearn', format: 'pickle', entry: 'model.onnx' }],
    ['a pickle of protocol 0', { m: 'ccopy_reg\n_reconstructor\np0\n(c' }, { format: 'pickle' }],
    ['a pickle of protocol 1', { m: 'ccopy_reg\n_reconstructor\nq\x00(c' }, { format: 'pickle' }],
    ['joblib with zlib', { m: Buffer.from([0x78, 0x9c, 1]) }, { format: 'pickle' }],
    ['joblib with bzip2', { m: 'BZh91AY' }, { format: 'pickle' }],
    ['joblib with xz', { m: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) }, { format: 'pickle' }],
  ] as const)('%s', async (_what, files, wanted) => {
    expect(await detect(files as Record<string, string | Buffer>)).toMatchObject(wanted);
  });

  test.each([
    ['text', { 'README.md': 'crisp and clear\nwords\n' }],
    ['JSON', { 'config.json': '{"a": 1}' }],
    ['a PyTorch checkpoint', { 'archive/data.pkl': pickle, 'archive/version': '3' }],
    ['an old PyTorch checkpoint', { 'model.pt': pickle }],
    ['an old PyTorch checkpoint without its suffix', { weights: Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', 'latin1') }],
    ['a zip of something else', { 'm.zip': zip([{ name: 'a.txt' }]) }],
    ['an empty file', { m: '' }],
  ] as const)('%s is none', async (_what, files) => {
    expect(await detect(files as Record<string, string | Buffer>)).toBeNull();
  });

  test('half of an MXNet model, and several models, are refused with what to do', async () => {
    await expect(detect({ 'net-symbol.json': symbol })).rejects.toMatchObject({
      code: 'MODEL_FILE_CORRUPT',
      message: expect.stringContaining('without its parameters'),
    });
    await expect(detect({ 'net.params': parameters })).rejects.toMatchObject({ code: 'MODEL_FILE_CORRUPT', message: expect.stringContaining('symbol file') });
    await expect(detect({ 'a.joblib': pickle, 'b.joblib': pickle })).rejects.toMatchObject({
      code: 'MODEL_FORMAT_UNKNOWN',
      details: { evidence: 'a.joblib\nb.joblib' },
    });
  });
});
