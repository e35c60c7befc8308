/** Just enough of ONNX's protobuf to write a dense network, so that benchmarks need neither Python nor a large file in the repository. */

const wireLength = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

const integer = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, value: Uint8Array): Buffer => Buffer.concat([varint(field * 8 + wireLength), varint(value.byteLength), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

const float32 = 1;

/** ValueInfoProto of a float tensor; -1 becomes the free dimension `batch`. */
function valueInfo(field: number, name: string, shape: readonly number[]): Buffer {
  const dimensions = shape.map((dimension) => message(1, dimension < 0 ? text(2, 'batch') : integer(1, dimension)));
  return message(field, text(1, name), message(2, message(1, integer(1, float32), message(2, ...dimensions))));
}

/** TensorProto of floats, as raw data. */
function initializer(name: string, shape: readonly number[], values: Float32Array): Buffer {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(5, ...shape.map((dimension) => integer(1, dimension)), integer(2, float32), text(8, name), bytes(9, raw));
}

function node(operator: string, inputs: readonly string[], outputs: readonly string[]): Buffer {
  return message(1, ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, operator));
}

/** Small numbers that are the same on every run (a linear congruential sequence). */
function weights(count: number, seed: number, scale: number): Float32Array {
  const values = new Float32Array(count);
  let state = seed >>> 0;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = (state / 2 ** 32 - 0.5) * scale;
  }
  return values;
}

/**
 * A multi-layer perceptron with ReLU between the layers and softmax at the end: input `x` [batch, sizes[0]], output `probabilities`.
 * @param sizes width of the input and of each layer, such as [784, 1024, 1024, 10]
 */
export function perceptron(sizes: readonly number[]): Buffer {
  const graph: Buffer[] = [];
  let from = 'x';
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, outputs] = [sizes[layer - 1], sizes[layer]];
    const last = layer === sizes.length - 1;
    graph.push(initializer(`w${layer}`, [inputs, outputs], weights(inputs * outputs, layer, 2 / Math.sqrt(inputs))));
    graph.push(initializer(`b${layer}`, [outputs], weights(outputs, 100 + layer, 0.1)));
    graph.push(node('MatMul', [from, `w${layer}`], [`m${layer}`]), node('Add', [`m${layer}`, `b${layer}`], [`a${layer}`]));
    graph.push(node(last ? 'Softmax' : 'Relu', [`a${layer}`], [last ? 'probabilities' : `r${layer}`]));
    from = `r${layer}`;
  }
  graph.push(text(2, 'perceptron'), valueInfo(11, 'x', [-1, sizes[0]]), valueInfo(12, 'probabilities', [-1, sizes.at(-1) ?? 1]));
  return Buffer.concat([integer(1, 8), text(2, 'aimass-bench'), message(7, ...graph), message(8, integer(2, 17))]);
}
