import { type Task, tasks } from '@/core/signature';

/** What a model file says of itself in its metadata properties. */
export interface ModelWords {
  readonly task: Task | null;
  readonly labels: readonly string[] | null;
  /** Input name → names of its last dimension; under '' where the file names columns without an input. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly description: string;
  /** A task API body. */
  readonly sample: unknown;
}

const labelKeys = ['aimass.labels', 'labels', 'classes', 'class_names', 'class_labels', 'names', 'id2label'];
const columnKeys = ['feature_names', 'columns', 'input_names', 'features'];

/** Reads our own keys, and those that other tools write: lists and maps as JSON or as Python writes them. What cannot be read is left out. */
export function readMetadata(metadata: ReadonlyMap<string, string>): ModelWords {
  const task = tasks.find((one) => one === metadata.get('aimass.task')) ?? null;
  const labels = firstOf(labelKeys, (key) => toNames(parse(metadata.get(key))));
  const own = parse(metadata.get('aimass.columns'));
  const columns = new Map<string, readonly string[]>();
  if (isObject(own)) {
    for (const [input, names] of Object.entries(own)) {
      const read = toNames(names);
      if (read !== null) columns.set(input, read);
    }
  } else {
    const foreign = firstOf(columnKeys, (key) => toNames(parse(metadata.get(key))));
    if (foreign !== null) columns.set('', foreign);
  }
  const description = metadata.get('aimass.description') ?? metadata.get('description') ?? '';
  return { task, labels, columns, description: description.slice(0, 2000), sample: parse(metadata.get('aimass.sample')) };
}

function firstOf<T>(keys: readonly string[], read: (key: string) => T | null): T | null {
  for (const key of keys) {
    const value = read(key);
    if (value !== null) return value;
  }
  return null;
}

/** A list of names, or a map from position to name such as `{"0": "cat"}`. */
function toNames(value: unknown): string[] | null {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string' || typeof item === 'number') ? value.map(String) : null;
  if (!isObject(value)) return null;
  const names = Array.from({ length: Object.keys(value).length }, (_, i) => value[String(i)]);
  return names.length > 0 && names.every((name) => typeof name === 'string') ? names : null;
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return fromPython(text);
  }
}

/** `{0: 'cat', 1: 'dog'}` and `['cat', 'dog']`, as str() of Python writes them; only where quotes are plain. */
function fromPython(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const json = text.replace(/'([^'"\\]*)'/g, '"$1"').replace(/([{,]\s*)(\d+)\s*:/g, '$1"$2":');
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
