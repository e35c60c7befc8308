import { expect, test } from 'vitest';
import { languages, openInferenceSnippet, predictSnippet } from './quickstart-snippets';

const call = { origin: 'http://127.0.0.1:8080', endpoint: 'iris', body: '{"rows":[[5.1,3.5,1.4,0.2]]}' };
const signature = { task: 'classify', default: 'default', signatures: {}, inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }], outputs: [] } as const;

test.each(languages)('%s names the installation and the endpoint, never a key', (language) => {
  const snippet = predictSnippet(language, call);
  expect(snippet).toContain('127.0.0.1:8080');
  expect(snippet).toContain('iris');
  expect(snippet).not.toMatch(/aim_[a-z0-9]/i);
});

test('the Open Inference Protocol gets name, shape and datatype from the signature', () => {
  const snippet = openInferenceSnippet(call, { ...signature, signatures: {}, inputs: [...signature.inputs], outputs: [] } as never) ?? '';
  expect(snippet).toContain('/v2/models/iris/infer');
  expect(snippet).toContain('"name":"x","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]');
});

test('rows that are not flat numbers have no such snippet', () => {
  expect(openInferenceSnippet({ ...call, body: '{"rows":[["a"]]}' }, null)).toBeNull();
  expect(openInferenceSnippet({ ...call, body: '{"inputs":{}}' }, null)).toBeNull();
});
