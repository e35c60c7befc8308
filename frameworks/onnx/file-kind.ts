import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { fileLooks, onnxWords } from '@/core/sentences/onnx';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { type OnnxModel, readModel } from './model-file';
import { ProtoError, ProtoFile, ProtoReader } from './proto-reader';

/** What a file turned out to be: an ONNX model, one that is damaged, or nothing of the kind (with what it looks like). */
export type OnnxFile =
  | { readonly kind: 'model'; readonly model: OnnxModel }
  | { readonly kind: 'damaged'; readonly why: Words }
  | { readonly kind: 'other'; readonly looksLike: Sentence };

/** Fields that follow the IR version in a model: producer, domain, model version, text, graph, opsets. */
const secondTags = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72];
const irVersionMax = 64;

/** Reads a file by its content, never by its name, and never holds more of it than a window. */
export function readOnnxFile(file: string): OnnxFile {
  const fd = openSync(file, 'r');
  try {
    const { size } = statSync(file);
    const head = Buffer.alloc(512);
    const bytes = head.subarray(0, readSync(fd, head, 0, head.byteLength, 0));
    try {
      const model = readModel(new ProtoReader(new ProtoFile(fd), 0, size));
      if (model !== null && model.opsets.size > 0) return { kind: 'model', model };
      if (model !== null) return { kind: 'damaged', why: onnxWords.endsEarly() };
      return beginsLikeModel(bytes) ? { kind: 'damaged', why: onnxWords.noGraph() } : { kind: 'other', looksLike: lookOf(bytes) };
    } catch (error) {
      if (!(error instanceof ProtoError) && !(error instanceof RangeError)) throw error;
      return beginsLikeModel(bytes) ? { kind: 'damaged', why: error.message } : { kind: 'other', looksLike: lookOf(bytes) };
    }
  } finally {
    closeSync(fd);
  }
}

/** Models are written with the IR version first. */
function beginsLikeModel(head: Buffer): boolean {
  return head.byteLength >= 3 && head[0] === 0x08 && head[1] >= 1 && head[1] <= irVersionMax && secondTags.includes(head[2]);
}

/** What a file that is no model looks like, in words for the person who uploaded it. */
function lookOf(head: Buffer): Sentence {
  if (head.byteLength === 0) return fileLooks.empty();
  const begins = (text: string): boolean => head.toString('latin1', 0, text.length) === text;
  if (begins('version https://git-lfs')) return fileLooks.gitLfs();
  if (begins('<!DOCTYPE') || begins('<html') || begins('<HTML')) return fileLooks.webPage();
  if (begins('\x89HDF')) return fileLooks.hdf5();
  if (begins('\x93NUMPY')) return fileLooks.numpy();
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) return fileLooks.pickle();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell text from data
  const isText = !/[\u0000-\u0008\u000e-\u001f]/.test(head.toString('latin1'));
  return isText ? fileLooks.text({ start: JSON.stringify(head.toString('utf8', 0, 40)) }) : fileLooks.unknown();
}
