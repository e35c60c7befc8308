import { elementNumber } from '@/core/codecs/elements';
import type { Sentences } from '@/core/sentences/stored';
import type { OutputRole } from '@/core/signature';
import { elementCount, type Tensor } from '@/core/tensors';

/** How alike a converted model and its original answer; kept with the version. Times are milliseconds for one row. */
export interface ParityCertificate {
  readonly verdict: 'Passed' | 'OutOfTolerance' | 'NotConverted';
  readonly samples: number;
  /** How many of them are of a data sample that a person attached. */
  readonly ofDataSample?: number;
  /** Largest difference allowed, relative to figures above 1. */
  readonly tolerance: number;
  readonly outputs: readonly OutputParity[];
  readonly batchInvariant: boolean | null;
  readonly msPerRow: { readonly before: number; readonly after: number | null };
  readonly precision: string;
  /** Why it was not converted; '' otherwise. */
  readonly why: string;
  readonly sentences?: Sentences | undefined;
}

export interface OutputParity {
  readonly name: string;
  readonly maxAbs: number;
  readonly meanAbs: number;
  /** Share of rows with the same label or text, 0 to 1; null for figures. */
  readonly labelAgreement: number | null;
  readonly passed: boolean;
}

/** float32 carries about seven digits; sums over many terms lose some of them. */
export const tolerance = 1e-4;
/** Two scores this close are a tie, and either label is right. */
const tie = 2 * tolerance;

/** Compares one output. @param ties  rows whose label may be either of two */
export function compareOutput(native: Tensor, converted: Tensor, ties: ReadonlySet<number>): OutputParity {
  const count = elementCount(native.shape);
  const name = native.name;
  if (elementCount(converted.shape) !== count) return { name, maxAbs: Number.MAX_VALUE, meanAbs: Number.MAX_VALUE, labelAgreement: null, passed: false };
  if (isLabel(native)) {
    let same = 0;
    let counted = 0;
    const perRow = Math.max(1, count / Math.max(1, native.shape[0]));
    for (let i = 0; i < count; i++) {
      if (textAt(native, i) === textAt(converted, i)) same++;
      else if (!ties.has(Math.floor(i / perRow))) counted++;
    }
    return { name, maxAbs: 0, meanAbs: 0, labelAgreement: count === 0 ? 1 : same / count, passed: counted === 0 };
  }
  let [maxAbs, sum, passed] = [0, 0, true];
  for (let i = 0; i < count; i++) {
    const [x, y] = [elementNumber(native, i), elementNumber(converted, i)];
    if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const difference = Math.abs(x - y);
    if (!(difference <= tolerance * Math.max(1, Math.abs(x)))) passed = false;
    const finite = Number.isFinite(difference) ? difference : Number.MAX_VALUE;
    maxAbs = Math.max(maxAbs, finite);
    sum += finite / count;
  }
  return { name, maxAbs, meanAbs: sum, labelAgreement: null, passed };
}

/** Rows whose two best scores are as good as equal. */
export function tiedRows(natives: readonly Tensor[], roles: readonly OutputRole[]): ReadonlySet<number> {
  const scores = natives.find((tensor, i) => (roles[i] === 'scores' || roles[i] === 'distances') && !isLabel(tensor) && tensor.shape.length === 2);
  const tied = new Set<number>();
  if (scores === undefined || scores.shape[1] < 2) return tied;
  const [rows, width] = scores.shape;
  for (let row = 0; row < rows; row++) {
    const values = Array.from({ length: width }, (_, i) => elementNumber(scores, row * width + i)).sort((a, b) => b - a);
    const [first, second] = [values[0], values[1]];
    const [last, beforeLast] = [values[width - 1], values[width - 2]];
    if (Math.abs(first - second) <= tie || Math.abs(last - beforeLast) <= tie * Math.max(1, Math.abs(last))) tied.add(row);
  }
  return tied;
}

function isLabel({ datatype }: Tensor): boolean {
  return !datatype.startsWith('FP');
}

function textAt(tensor: Tensor, i: number): string {
  if (tensor.datatype === 'BYTES') return Buffer.from((tensor.data as Uint8Array[])[i]).toString('utf8');
  return String(elementNumber(tensor, i));
}
