import type { OnnxGraph, OnnxNode } from './model-file';

/** Operators that hand values on without changing what they mean. */
const transparent = new Set(['Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Normalizer', 'CastLike']);
const stepsMax = 64;

/** The operator that an output's values come from, and the class names found on the way. */
export interface Origin {
  readonly operator: string;
  readonly labels: readonly string[] | null;
}

/** Follows an output back to the operator that made its values: through casts and reshapes, and from class names to the index that chose them. */
export function originOf(graph: OnnxGraph, output: string): Origin {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let labels: readonly string[] | null = null;
  let name = output;
  for (let step = 0; step < stepsMax; step++) {
    const node = makers.get(name);
    if (node === undefined) return { operator: '', labels };
    labels ??= node.classLabels;
    const next = nextName(node, graph);
    if (next === null) return { operator: node.type, labels };
    labels ??= next.labels;
    name = next.name;
  }
  return { operator: '', labels };
}

function nextName(node: OnnxNode, graph: OnnxGraph): { name: string; labels: readonly string[] | null } | null {
  if (transparent.has(node.type)) return { name: node.inputs[0], labels: null };
  // [class names][index] gives the label; the index says how it was chosen
  if (node.type === 'ArrayFeatureExtractor' || node.type === 'Gather') {
    const [names, index] = node.inputs;
    const labels = graph.lists.get(names);
    return labels === undefined ? null : { name: index, labels };
  }
  return null;
}
