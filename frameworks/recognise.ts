import { closeSync, openSync, readSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Recognised {
  readonly detail: string;
  readonly fix: string;
  readonly evidence: string;
}

interface Look {
  readonly path: string;
  readonly name: string;
  readonly head: string;
}

interface Format {
  readonly words: string;
  readonly fix: string;
  readonly fits: (file: Look, names: ReadonlySet<string>) => boolean;
}

const headBytes = 16;
/** Protocols 2 to 5. */
const isPickle = (head: string): boolean => head.charCodeAt(0) === 0x80 && head.charCodeAt(1) >= 2 && head.charCodeAt(1) <= 5;

/** Formats of other frameworks, by content where they have a mark and by the names their tools give. */
const formats: readonly Format[] = [
  {
    words: 'a TensorFlow SavedModel',
    fix: 'python -m tf2onnx.convert --saved-model FOLDER --opset 18 --output model.onnx',
    fits: ({ name }) => name === 'saved_model.pb',
  },
  {
    words: 'a Keras model',
    fix: 'Load it and run model.export("model.onnx", format="onnx").',
    fits: ({ name, head }, names) => head.startsWith('\x89HDF') || (name === 'metadata.json' && names.has('config.json') && names.has('model.weights.h5')),
  },
  {
    words: 'a TensorFlow Lite model',
    fix: 'python -m tf2onnx.convert --tflite model.tflite --opset 18 --output model.onnx',
    fits: ({ head }) => head.slice(4, 8) === 'TFL3',
  },
  {
    words: 'a skops file of scikit-learn',
    fix: 'Load it and convert it: skl2onnx.to_onnx(model, X[:1], target_opset=18).',
    fits: ({ name }, names) =>
      name === 'schema.json' && [...names].every((other) => other === 'schema.json' || other.endsWith('.npy') || other.endsWith('.npz')),
  },
  {
    words: 'an MXNet model',
    fix: 'Convert it with mxnet.onnx.export_model(symbol, params, shapes, types, "model.onnx").',
    fits: ({ name, head }) => name.endsWith('-symbol.json') || (name.endsWith('.params') && head.startsWith('\x12\x01')),
  },
  {
    words: 'a PyTorch checkpoint',
    fix: 'Load it and run torch.onnx.export(model, example, "model.onnx", opset_version=18).',
    fits: ({ path, name, head }, names) => (name === 'data.pkl' && names.has('version')) || (/\.(pt|pth)$/.test(path) && isPickle(head)),
  },
  { words: 'a safetensors file', fix: 'Load the model and export it with torch.onnx.export.', fits: ({ name }) => name.endsWith('.safetensors') },
  {
    words: 'a Python pickle, as scikit-learn and joblib write them',
    fix: 'Convert it where it was trained: skl2onnx.to_onnx(model, X[:1], target_opset=18, options={"zipmap": False}).',
    fits: ({ head }) => isPickle(head),
  },
];

/** A model of a framework that is known but not served yet, with the way to ONNX. Null when nothing is recognised. Nothing is ever executed or unpickled. */
export function recognise(folder: string, files: readonly string[]): Recognised | null {
  const looks = files.map((path): Look => ({ path, name: posix.basename(path), head: readHead(join(folder, path)) }));
  const names = new Set(looks.map((look) => look.name));
  for (const format of formats) {
    const found = looks.find((look) => format.fits(look, names));
    if (found === undefined) continue;
    return {
      detail: `${found.path} is ${format.words}; it cannot be served yet.`,
      fix: `Convert it to ONNX and upload that. ${format.fix}`,
      evidence: found.path,
    };
  }
  return null;
}

function readHead(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.toString('latin1', 0, readSync(fd, head, 0, headBytes, 0));
  } finally {
    closeSync(fd);
  }
}
