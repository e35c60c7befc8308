import { closeSync, openSync, readSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileLooks, onnxWords } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';

export interface Recognised {
  readonly detail: Sentence;
  readonly fix: Sentence;
  readonly evidence: string;
}

interface Look {
  readonly path: string;
  readonly name: string;
  readonly head: string;
}

interface Format {
  readonly words: Sentence;
  readonly fix: Words;
  readonly fits: (file: Look, names: ReadonlySet<string>) => boolean;
}

const headBytes = 16;
/** Protocols 2 to 5. */
const isPickle = (head: string): boolean => head.charCodeAt(0) === 0x80 && head.charCodeAt(1) >= 2 && head.charCodeAt(1) <= 5;

/** Formats of other frameworks, by content where they have a mark and by the names their tools give. */
const formats: readonly Format[] = [
  {
    words: fileLooks.tensorflowLite(),
    fix: 'python -m tf2onnx.convert --tflite model.tflite --opset 18 --output model.onnx',
    fits: ({ head }) => head.slice(4, 8) === 'TFL3',
  },
  {
    words: fileLooks.pytorch(),
    fix: onnxWords.loadAndRun({ code: 'torch.onnx.export(model, example, "model.onnx", opset_version=18)' }),
    fits: ({ path, name, head }, names) => (name === 'data.pkl' && names.has('version')) || (/\.(pt|pth)$/.test(path) && isPickle(head)),
  },
  { words: fileLooks.safetensors(), fix: onnxWords.exportWith({ code: 'torch.onnx.export' }), fits: ({ name }) => name.endsWith('.safetensors') },
];

/** A model of a framework that is known but not served yet, with the way to ONNX. Null when nothing is recognised. Nothing is ever executed or unpickled. */
export function recognise(folder: string, files: readonly string[]): Recognised | null {
  const looks = files.map((path): Look => ({ path, name: posix.basename(path), head: readHead(join(folder, path)) }));
  const names = new Set(looks.map((look) => look.name));
  for (const format of formats) {
    const found = looks.find((look) => format.fits(look, names));
    if (found === undefined) continue;
    return {
      detail: onnxWords.recognised({ path: found.path, what: format.words }),
      fix: onnxWords.convert({ how: format.fix }),
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
