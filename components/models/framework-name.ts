const names: Record<string, string> = { onnx: 'ONNX', tensorflow: 'TensorFlow', sklearn: 'scikit-learn', mxnet: 'MXNet', container: 'Container' };

/** A framework as its makers write it; a dash while it is not known. */
export function frameworkName(framework: string | null, version: string | null = null): string {
  if (framework === null) return '–';
  const name = names[framework] ?? framework;
  return version === null ? name : `${name} ${version}`;
}
