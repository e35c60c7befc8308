import { join } from 'node:path';
import type { InputSpec, NamedSignature, OutputSpec, Signature, Task } from '@/core/signature';
import { type Datatype, datatypes } from '@/core/tensors';

/** The folder of the models that `make-models.py` wrote. */
export const modelsFolder = import.meta.dirname;

export interface TestModel {
  readonly entry: string;
  readonly path: string;
  readonly signature: Signature;
}

function model(name: string, task: Task, inputs: InputSpec[], outputs: OutputSpec[], more: Partial<Signature> = {}): TestModel {
  const named: NamedSignature = { inputs, outputs };
  const signature: Signature = { task, default: 'serving_default', signatures: { serving_default: named }, ...named, ...more };
  return { entry: `${name}.onnx`, path: join(modelsFolder, `${name}.onnx`), signature };
}

const input = (name: string, datatype: Datatype, shape: number[]): InputSpec => ({ name, datatype, shape });
const output = (name: string, datatype: Datatype, shape: number[], role: OutputSpec['role'] = 'other'): OutputSpec => ({ name, datatype, shape, role });

export const models = {
  classifier: model(
    'classifier',
    'classify',
    [input('x', 'FP32', [-1, 4])],
    [output('label', 'INT64', [-1], 'label'), output('scores', 'FP32', [-1, 3], 'scores')],
    { labels: ['a', 'b', 'c'] },
  ),
  datatypes: model(
    'datatypes',
    'custom',
    datatypes.map((kind) => input(`in_${kind}`, kind, [-1, 2])),
    datatypes.map((kind) => output(`out_${kind}`, kind, [-1, 2])),
  ),
  widths: model('widths', 'regress', [input('x', 'FP32', [-1, -1])], [output('sum', 'FP32', [-1], 'value')]),
  lookup: model('lookup', 'regress', [input('index', 'INT64', [-1])], [output('found', 'FP32', [-1], 'value')]),
  oneRow: model('one-row', 'custom', [input('x', 'FP32', [1, 2])], [output('y', 'FP32', [1, 2])]),
  bakedIn: model('baked-in', 'custom', [input('x', 'FP32', [-1, 2])], [output('y', 'FP32', [-1, 2])]),
  total: model('total', 'custom', [input('x', 'FP32', [-1, 2])], [output('total', 'FP32', [2])]),
  rounds: model('rounds', 'regress', [input('rounds', 'INT64', [-1])], [output('done', 'FP32', [-1], 'value')]),
  /** Answers by chance. */
  chance: model('chance', 'regress', [input('x', 'FP32', [-1, 1])], [output('y', 'FP32', [-1, 1], 'value')]),
  /** Two files, a signature each. */
  several: model('widths', 'regress', [input('x', 'FP32', [-1, -1])], [output('sum', 'FP32', [-1], 'value')], {
    signatures: {
      serving_default: { inputs: [input('x', 'FP32', [-1, -1])], outputs: [output('sum', 'FP32', [-1], 'value')] },
      found: { inputs: [input('index', 'INT64', [-1])], outputs: [output('found', 'FP32', [-1])], batchable: true, entry: 'lookup.onnx' },
    },
  }),
  sequence: model('sequence', 'custom', [input('x', 'FP32', [-1, 2])], [output('list', 'FP32', [-1, 2])]),
} as const;
