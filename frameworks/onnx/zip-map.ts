import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OnnxModel, OnnxNode } from './model-file';

const floatType = 1;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/**
 * The ZipMap nodes whose maps leave the model. scikit-learn's converter adds one to every classifier by default; the runtime cannot give a list of
 * maps, but the tensor that goes into the ZipMap holds the same figures.
 */
export function zipMapsOf(model: OnnxModel): OnnxNode[] {
  const outputs = new Set(model.graph.outputs.filter((output) => output.type.kind === 'sequence').map((output) => output.name));
  return model.graph.nodes.filter(
    (node) => node.type === 'ZipMap' && node.domain === 'ai.onnx.ml' && outputs.has(node.outputs[0]) && node.classLabels !== null,
  );
}

/**
 * Writes a copy of the model whose ZipMap nodes hand the probabilities on as a tensor, under the same output name. All other bytes stay as they are.
 */
export async function writeWithoutZipMaps(file: string, copy: string, model: OnnxModel, zipMaps: readonly OnnxNode[]): Promise<void> {
  const edits = zipMaps.flatMap((node): Edit[] => {
    const [output] = model.graph.outputs.filter((one) => one.name === node.outputs[0]);
    return [
      { start: node.start, end: node.end, bytes: message(1, identityNode(node.inputs[0], node.outputs[0])) },
      { start: output.start, end: output.end, bytes: message(12, tensorOutput(output.name, node.classLabels?.length ?? 0)) },
    ];
  });
  edits.sort((a, b) => a.start - b.start);
  const { start, valueStart, end } = model.graphPlace;
  const grown = edits.reduce((sum, edit) => sum + edit.bytes.byteLength - (edit.end - edit.start), 0);
  const head: Edit = { start, end: valueStart, bytes: Buffer.concat([varint(7 * 8 + 2), varint(end - valueStart + grown)]) };
  const { size } = await stat(file);
  await pipeline(Readable.from(spliced(file, [head, ...edits], size)), createWriteStream(copy, { flags: 'wx', mode: 0o600 }));
}

async function* spliced(file: string, edits: readonly Edit[], sizeBytes: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const edit of edits) {
    if (edit.start > at) yield* createReadStream(file, { start: at, end: edit.start - 1 });
    yield edit.bytes;
    at = edit.end;
  }
  if (at < sizeBytes) yield* createReadStream(file, { start: at, end: sizeBytes - 1 });
}

function identityNode(input: string, output: string): Buffer {
  return Buffer.concat([text(1, input), text(2, output), text(3, `${output}_as_tensor`), text(4, 'Identity')]);
}

/** ValueInfo: FP32 [rows, classes]. */
function tensorOutput(name: string, classes: number): Buffer {
  const shape = Buffer.concat([message(1, text(2, 'rows')), message(1, Buffer.concat([varint(8), varint(classes)]))]);
  const tensor = Buffer.concat([varint(8), varint(floatType), message(2, shape)]);
  return Buffer.concat([text(1, name), message(2, message(1, tensor))]);
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value));
}

function message(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.byteLength), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
