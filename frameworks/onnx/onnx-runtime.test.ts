import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { allocate, datatypes, type Tensor } from '@/core/tensors';
import { ortType, sessionOptions } from './onnx-runtime';
import { InspectedModel } from './session';

/** One input and one output of each datatype, joined by Identity. */
const path = join(import.meta.dirname, '../../worker/testing/datatypes.onnx');
const plain = (element: number | bigint | Uint8Array): string | number | bigint =>
  typeof element === 'object' ? Buffer.from(element).toString('utf8') : element;

describe('the names of ONNX Runtime', () => {
  test('are those the runtime itself gives for inputs and outputs of every datatype', async () => {
    const session = await InferenceSession.create(path, sessionOptions);
    for (const metadata of [session.inputMetadata, session.outputMetadata]) {
      const types = metadata.map((each) => [each.name.replace(/^(in|out)_/, ''), each.isTensor ? each.type : 'no tensor']);
      expect(Object.fromEntries(types)).toEqual(ortType);
    }
    await session.release();
  });

  test('carry every datatype through a check unchanged, FP16 as its bits', async () => {
    const outputs = datatypes.map((datatype) => ({ name: `out_${datatype}`, datatype, shape: [-1, 2], role: 'other' as const }));
    const model = new InspectedModel(await InferenceSession.create(path, sessionOptions), outputs);
    const inputs = datatypes.map((datatype): Tensor => {
      if (datatype === 'BYTES') return { name: 'in_BYTES', datatype, shape: [1, 2], data: ['é', '𝔘'].map((text) => Buffer.from(text)) };
      const data = allocate(datatype, 2) as Uint8Array;
      const bytes = new Uint8Array(data.buffer);
      bytes.set(bytes.map((_, at) => (datatype === 'BOOL' ? at % 2 : (at * 37 + 11) % 120)));
      return { name: `in_${datatype}`, datatype, shape: [1, 2], data };
    });
    const answered = await model.run(inputs);
    expect(answered.map(({ datatype, shape, data }) => ({ datatype, shape, data: [...data].map(plain) }))).toEqual(
      inputs.map(({ datatype, shape, data }) => ({ datatype, shape, data: [...data].map(plain) })),
    );
    const half = answered.find((output) => output.datatype === 'FP16');
    expect(half?.data).toBeInstanceOf(Uint16Array);
  });
});
