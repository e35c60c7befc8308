import type { ProtoReader } from './proto-reader';

/** The parts of `onnx.proto` that are read here, by their field numbers; see onnx/onnx.proto of the ONNX project. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Domain → version; '' is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: OnnxGraph;
  /** Where the graph's field stands in the file: its tag, the first byte of its value, and its end. */
  readonly graphPlace: { readonly start: number; readonly valueStart: number; readonly end: number };
  /** `domain::name` of the functions that come with the model. */
  readonly functions: ReadonlySet<string>;
  /** Every tensor in the file that keeps its data elsewhere. */
  readonly externalTensors: readonly ExternalTensor[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly OnnxNode[];
  /** Names of the weights; older files list them among the inputs too. */
  readonly initializers: ReadonlySet<string>;
  /** Small lists of class names or numbers, by initializer name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Lists of class names of classifiers and of ZipMap, as text. */
  readonly classLabels: readonly string[] | null;
  /** Where the node stands in the file, with its tag. */
  readonly start: number;
  readonly end: number;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: ValueType;
  readonly start: number;
  readonly end: number;
}

export type ValueType =
  | {
      readonly kind: 'tensor';
      readonly elementType: number /** -1 is a free dimension; null where the file says nothing of the shape. */;
      readonly shape: readonly number[] | null;
    }
  | { readonly kind: 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque' | 'none'; readonly words: string };

export interface ExternalTensor {
  readonly name: string;
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

const listLengthMax = 100_000;
const graphDepthMax = 16;

/** What is gathered on the way through the file. */
class Findings {
  readonly externalTensors: ExternalTensor[] = [];
  readonly functions = new Set<string>();
}

/** @throws ProtoError where the bytes are no ONNX model, or are cut short */
export function readModel(model: ProtoReader): OnnxModel | null {
  const found = new Findings();
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  let irVersion = 0;
  const producer: string[] = [];
  let graph: OnnxGraph | null = null;
  let graphPlace = { start: 0, valueStart: 0, end: 0 };
  for (let field = model.next(); field !== null; field = model.next()) {
    if (field.number === 1 && field.wireType === 0) irVersion = model.number();
    else if (field.wireType !== 2) continue;
    else if (field.number === 2 || field.number === 3) producer.push(model.text());
    else if (field.number === 7) {
      graph = readGraph(model.message(), found, 0);
      graphPlace = { start: field.start, valueStart: model.valueStart, end: field.end };
    } else if (field.number === 8) {
      const [domain, version] = readOpset(model.message());
      opsets.set(domain, version);
    } else if (field.number === 14) {
      const [key, value] = readEntry(model.message());
      metadata.set(key, value);
    } else if (field.number === 25) readFunction(model.message(), found);
  }
  if (irVersion === 0 || graph === null) return null;
  const { functions, externalTensors } = found;
  return { irVersion, producer: producer.join(' ').trim(), opsets, metadata, graph, graphPlace, functions, externalTensors };
}

function readOpset(reader: ProtoReader): [string, number] {
  let domain = '';
  let version = 0;
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) domain = reader.text();
    else if (field.number === 2) version = reader.number();
  }
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readEntry(reader: ProtoReader): [string, string] {
  const texts = ['', ''];
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1 || field.number === 2) texts[field.number - 1] = reader.text();
  }
  return [texts[0], texts[1]];
}

function readFunction(reader: ProtoReader, found: Findings): void {
  let [name, domain] = ['', ''];
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) name = reader.text();
    else if (field.number === 10) domain = reader.text();
    else if (field.number === 7) readNode(reader.message(), field, found, 0);
  }
  found.functions.add(`${domain}::${name}`);
}

function readGraph(reader: ProtoReader, found: Findings, depth: number): OnnxGraph {
  if (depth > graphDepthMax) throw new RangeError('graphs lie too deep in one another');
  const graph = {
    name: '',
    inputs: [] as ValueInfo[],
    outputs: [] as ValueInfo[],
    nodes: [] as OnnxNode[],
    initializers: new Set<string>(),
    lists: new Map<string, string[]>(),
  };
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.wireType !== 2) continue;
    if (field.number === 1) graph.nodes.push(readNode(reader.message(), field, found, depth));
    else if (field.number === 2) graph.name = reader.text();
    else if (field.number === 5) {
      const tensor = readTensor(reader.message(), found);
      graph.initializers.add(tensor.name);
      if (tensor.list !== null) graph.lists.set(tensor.name, tensor.list);
    } else if (field.number === 11) graph.inputs.push({ ...readValueInfo(reader.message()), start: field.start, end: field.end });
    else if (field.number === 12) graph.outputs.push({ ...readValueInfo(reader.message()), start: field.start, end: field.end });
    else if (field.number === 15) graph.initializers.add(readSparseTensor(reader.message(), found));
  }
  return graph;
}

const classLabelNames = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints'];

function readNode(reader: ProtoReader, place: { start: number; end: number }, found: Findings, depth: number): OnnxNode {
  const node = {
    type: '',
    domain: '',
    inputs: [] as string[],
    outputs: [] as string[],
    classLabels: null as string[] | null,
    start: place.start,
    end: place.end,
  };
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.wireType !== 2) continue;
    if (field.number === 1) node.inputs.push(reader.text());
    else if (field.number === 2) node.outputs.push(reader.text());
    else if (field.number === 4) node.type = reader.text();
    else if (field.number === 7) node.domain = reader.text();
    else if (field.number === 5) {
      const attribute = readAttribute(reader.message(), found, depth);
      if (classLabelNames.includes(attribute.name) && attribute.values.length > 0) node.classLabels = attribute.values;
    }
  }
  if (node.domain === 'ai.onnx') node.domain = '';
  return node;
}

/** Tensors and graphs of an attribute are walked for what they refer to; numbers and texts are kept for class labels only. */
function readAttribute(reader: ProtoReader, found: Findings, depth: number): { name: string; values: string[] } {
  let name = '';
  const values: string[] = [];
  for (let field = reader.next(); field !== null; field = reader.next()) {
    const wanted = classLabelNames.includes(name) && values.length < listLengthMax;
    if (field.number === 1) name = reader.text();
    else if (field.number === 5 || field.number === 10) readTensor(reader.message(), found);
    else if (field.number === 6 || field.number === 11) readGraph(reader.message(), found, depth + 1);
    else if (field.number === 22 || field.number === 23) readSparseTensor(reader.message(), found);
    else if (field.number === 8 && wanted) values.push(...reader.signedList(field.wireType).map(String));
    else if (field.number === 9 && wanted) values.push(reader.text());
  }
  return { name, values };
}

function readSparseTensor(reader: ProtoReader, found: Findings): string {
  let name = '';
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) name = readTensor(reader.message(), found).name;
    else if (field.number === 2) readTensor(reader.message(), found);
  }
  return name;
}

const [typeInt64, typeString] = [7, 8];

function readTensor(reader: ProtoReader, found: Findings): { name: string; list: string[] | null } {
  let name = '';
  let elementType = 0;
  let isExternal = false;
  const entries = new Map<string, string>();
  const numbers: bigint[] = [];
  const texts: string[] = [];
  let raw: Buffer | null = null;
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 2) elementType = reader.number();
    else if (field.number === 8) name = reader.text();
    else if (field.number === 6 && texts.length < listLengthMax) texts.push(reader.text());
    else if (field.number === 7 && reader.length <= listLengthMax) numbers.push(...reader.signedList(field.wireType));
    else if (field.number === 9 && elementType === typeInt64 && reader.length <= listLengthMax) raw = reader.bytes();
    else if (field.number === 13) {
      const [key, value] = readEntry(reader.message());
      entries.set(key, value);
    } else if (field.number === 14) isExternal = reader.number() === 1;
  }
  if (isExternal || entries.size > 0) found.externalTensors.push(toExternal(name, entries));
  return { name, list: listOf(elementType, texts, numbers, raw) };
}

function listOf(elementType: number, texts: string[], numbers: bigint[], raw: Buffer | null): string[] | null {
  if (elementType === typeString && texts.length > 0) return texts;
  if (elementType !== typeInt64) return null;
  if (raw !== null && raw.byteLength % 8 === 0) return Array.from({ length: raw.byteLength / 8 }, (_, i) => String(raw.readBigInt64LE(i * 8)));
  return numbers.length > 0 ? numbers.map(String) : null;
}

function toExternal(name: string, entries: ReadonlyMap<string, string>): ExternalTensor {
  const length = entries.get('length');
  return { name, location: entries.get('location') ?? '', offset: Number(entries.get('offset') ?? 0), length: length === undefined ? null : Number(length) };
}

function readValueInfo(reader: ProtoReader): { name: string; type: ValueType } {
  let name = '';
  let type: ValueType = { kind: 'none', words: 'a value without a type' };
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) name = reader.text();
    else if (field.number === 2) type = readType(reader.message());
  }
  return { name, type };
}

const otherTypes: Record<number, { kind: 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque'; words: string }> = {
  4: { kind: 'sequence', words: 'a sequence' },
  5: { kind: 'map', words: 'a map' },
  7: { kind: 'opaque', words: 'an opaque value' },
  8: { kind: 'sparse', words: 'a sparse tensor' },
  9: { kind: 'optional', words: 'an optional value' },
};

function readType(reader: ProtoReader): ValueType {
  let type: ValueType = { kind: 'none', words: 'a value without a type' };
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) type = readTensorType(reader.message());
    else if (field.number in otherTypes) type = otherTypes[field.number];
  }
  return type;
}

function readTensorType(reader: ProtoReader): ValueType {
  let elementType = 0;
  let shape: number[] | null = null;
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number === 1) elementType = reader.number();
    else if (field.number === 2) shape = readShape(reader.message());
  }
  return { kind: 'tensor', elementType, shape };
}

/** A dimension with a value of at least 0 is fixed; a named, missing or negative one is free. */
function readShape(reader: ProtoReader): number[] {
  const shape: number[] = [];
  for (let field = reader.next(); field !== null; field = reader.next()) {
    if (field.number !== 1) continue;
    const inner = reader.message();
    let dimension = -1;
    for (let part = inner.next(); part !== null; part = inner.next()) {
      if (part.number === 1) dimension = Number(inner.signed());
    }
    shape.push(dimension < 0 ? -1 : dimension);
  }
  return shape;
}
