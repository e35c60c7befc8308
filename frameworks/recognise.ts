import { closeSync, openSync, readSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileLooks, onnxWords } from '@/core/sentences/onnx';
import type { Sentence } from '@/core/sentences/sentence';

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
  readonly fix: Sentence;
  readonly fits: (file: Look, names: ReadonlySet<string>) => boolean;
}

const headBytes = 256;
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: these are marks of binary files
/** PyTorch's zips begin with one of these entries, whatever the file is called; its older files with a pickled number. */
const torchZip = /^PK\x03\x04[\s\S]{26}[^\0]*\/(data\.pkl|\.format_version|\.storage_alignment|byteorder|version|constants\.pkl|code\/__torch__|data\/)/;
export const torchPickle = '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.';
/** A frozen graph begins with a node: its name, then its operator. */
const frozenGraph = /^\n[\s\S]{1,3}\n[\s\S][\w./-]{1,100}\x12[\s\S][A-Z]\w+/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: they end here
/** Protocols 2 to 5. */
const isPickle = (head: string): boolean => head.charCodeAt(0) === 0x80 && head.charCodeAt(1) >= 2 && head.charCodeAt(1) <= 5;

/** Formats of other frameworks, by content where they have a mark and by the names their tools give. */
const formats: readonly Format[] = [
  {
    words: fileLooks.tensorflowLite(),
    fix: onnxWords.convert({ how: 'python -m tf2onnx.convert --tflite model.tflite --opset 18 --output model.onnx' }),
    fits: ({ head }) => head.slice(4, 8) === 'TFL3',
  },
  {
    words: fileLooks.pytorch(),
    fix: onnxWords.convert({ how: onnxWords.loadAndRun({ code: 'torch.onnx.export(model, example, "model.onnx", opset_version=18)' }) }),
    fits: ({ path, name, head }, names) =>
      (name === 'data.pkl' && names.has('version')) || (/\.(pt|pth)$/i.test(path) && isPickle(head)) || torchZip.test(head) || head.startsWith(torchPickle),
  },
  {
    words: fileLooks.safetensors(),
    fix: onnxWords.convert({ how: onnxWords.exportWith({ code: 'torch.onnx.export' }) }),
    fits: ({ name, head }) => name.endsWith('.safetensors') || /^[\s\S]{6}\0\0\{"[\s\S]+"dtype":/.test(head),
  },
  {
    words: fileLooks.booster(),
    fix: onnxWords.saveEstimator(),
    fits: ({ head }) => /^\{"learner":/.test(head) || /^\{L[\s\S]{8}learner/.test(head) || head.startsWith('tree\nversion=v'),
  },
  {
    words: fileLooks.checkpoint(),
    fix: onnxWords.saveSavedModel(),
    fits: ({ name }, names) => name.endsWith('.index') && [...names].some((one) => one.startsWith(`${name.slice(0, -'index'.length)}data-0`)),
  },
  { words: fileLooks.frozenGraph(), fix: onnxWords.saveSavedModel(), fits: ({ name, head }) => /\.pb$/i.test(name) && frozenGraph.test(head) },
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
      fix: format.fix,
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
