export interface Change {
  /** Path with dots and indexes: `variants[0].weight`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: string;
  readonly after: string;
}

/** What differs between two JSON values, leaf by leaf, in the order of the keys. Pure. */
export function diffOf(before: unknown, after: unknown): Change[] {
  const left = leavesOf(before);
  const right = leavesOf(after);
  const changes: Change[] = [];
  for (const path of [...new Set([...left.keys(), ...right.keys()])]) {
    const was = left.get(path);
    const is = right.get(path);
    if (was === is) continue;
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    changes.push({ path, kind, before: was ?? '', after: is ?? '' });
  }
  return changes;
}

function leavesOf(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    if (path !== '' && value === null) into.set(path, 'null');
    return into;
  }
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((item, index) => {
      leavesOf(item, `${path}[${index}]`, into);
    });
    return into;
  }
  if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) leavesOf(item, path === '' ? key : `${path}.${key}`, into);
    return into;
  }
  into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return into;
}
