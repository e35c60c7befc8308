import type { Sentence } from './sentences/sentence';
import { signatureWords as words } from './sentences/signatures';
import type { InputSpec, Signature } from './signature';
import type { Datatype } from './tensors';

/** What persons said of datatypes and shapes; shapes are of one row, -1 leaves a dimension open. */
export interface SpecWishes {
  readonly datatypes?: Readonly<Record<string, string>> | undefined;
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** What may be corrected of one input, and why it is as it is. */
export interface InputFreedom {
  readonly name: string;
  /** What it may be, its own among them; one alone is fixed. */
  readonly datatypes: readonly Datatype[];
  readonly whyDatatype: Sentence;
  /** Columns that may have a datatype of their own. */
  readonly columns: readonly string[];
  /** Of one row: sizes now (-1 is any), and whether each may be another. */
  readonly dimensions: readonly { readonly size: number; readonly isOpen: boolean }[];
  /** The number of dimensions may be another as well. */
  readonly anyRank: boolean;
  readonly whyShape: Sentence;
}

/** Columns with datatypes of their own, at most (`SPLIT_MAX` in `frameworks/sklearn/layout.py`). */
export const ownColumnsMax = 256;
const sklearnDatatypes: readonly Datatype[] = ['FP32', 'FP64', 'INT64', 'BOOL', 'BYTES'];

/** What the files of a framework leave to a person, input by input; nothing for containers, which are asked as they are. */
export function freedomOf(framework: string | null, signature: Signature, wishes: SpecWishes): InputFreedom[] {
  return signature.inputs.map((input) => {
    const dimensions = rowOf(signature, input);
    const fixed = { name: input.name, datatypes: [input.datatype], columns: [], dimensions, anyRank: false };
    const isSaid = (said: Readonly<Record<string, unknown>> = {}): boolean => Object.hasOwn(said, input.name);
    if (framework === 'sklearn') {
      const closed = dimensions.map(({ size }) => ({ size, isOpen: false }));
      const readsText = signature.inputs.length === 1 && input.name === 'text' && input.datatype === 'BYTES' && input.columns === undefined;
      if (readsText) return { ...fixed, dimensions: closed, whyDatatype: words.readsText(), whyShape: words.readsText() };
      const guess = input.datatype === 'BYTES' ? words.textLearned() : words.numberAssumed();
      const width = input.columns?.length ?? 0;
      return {
        ...fixed,
        datatypes: sklearnDatatypes.includes(input.datatype) ? sklearnDatatypes : [input.datatype, ...sklearnDatatypes],
        columns: width > 1 && width <= ownColumnsMax ? (input.columns ?? []) : [],
        dimensions: closed,
        whyDatatype: isSaid(wishes.datatypes) ? words.saidByPerson() : guess,
        whyShape: words.fittedColumns(),
      };
    }
    if (framework === 'mxnet') {
      const open = dimensions.map(({ size }) => ({ size, isOpen: true }));
      const whyShape = isSaid(wishes.shapes) ? words.saidByPerson() : words.shapeFound();
      return { ...fixed, dimensions: open, anyRank: true, whyDatatype: words.mxnetAnswers(), whyShape };
    }
    const hasOpen = framework !== 'container' && dimensions.some(({ isOpen }) => isOpen);
    return { ...fixed, whyDatatype: words.fileSays(), whyShape: hasOpen ? words.fileLeavesOpen() : words.fileSays() };
  });
}

/** Without the rows, which stay free. */
function rowOf(signature: Signature, { shape, open = [] }: InputSpec): InputFreedom['dimensions'] {
  const takesOne = signature.rowless !== true && signature.inputs.every((input) => input.shape[0] === 1 || input.shape[0] === -1);
  const from = shape.length > 0 && (shape[0] === -1 || takesOne) ? 1 : 0;
  return shape.slice(from).map((size, i) => ({ size, isOpen: size === -1 || open.includes(i + from) }));
}

/** Whether anything of datatypes and shapes may be corrected at all. */
export function hasFreedom(freedom: readonly InputFreedom[]): boolean {
  return freedom.some(({ datatypes, dimensions }) => datatypes.length > 1 || dimensions.some(({ isOpen }) => isOpen));
}
