import type { Sentences } from './sentences/stored';
import type { Datatype } from './tensors';

export const tasks = ['regress', 'classify', 'cluster', 'embed', 'generate', 'custom'] as const;
export type Task = (typeof tasks)[number];

/** What an output means to the task API. `label` holds classes or cluster numbers, `scores` one figure a class (or distance a cluster). */
export type OutputRole = 'label' | 'scores' | 'value' | 'vector' | 'distances' | 'other';

/**
 * One input. `shape` has the batch first; -1 is a free dimension. `columns` names the last dimension's columns where known. `nullable`: a value may be missing
 * (`null`, an empty cell of CSV), in every column or in those at the positions given. `booleans`: `true` and `false` count as 1 and 0. `open`: positions of
 * dimensions that the file leaves open and a person gave a size.
 */
export interface InputSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly columns?: readonly string[];
  readonly nullable?: true | readonly number[];
  readonly booleans?: true;
  readonly open?: readonly number[];
}

export interface OutputSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly role: OutputRole;
}

export interface NamedSignature {
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly OutputSpec[];
  /** False where rows are run one by one. */
  readonly batchable?: boolean;
  /** Its answer has no row for each row: a request is one prediction. */
  readonly rowless?: true;
  /** The file that answers it, where the version's own does not. */
  readonly entry?: string;
}

/** How a version is called (DECISIONS 20 of the design). `inputs` and `outputs` repeat the default signature's. */
export interface Signature extends NamedSignature {
  readonly task: Task;
  /** Why this task was assumed, in a sentence for the console. */
  readonly taskReason?: string;
  readonly sentences?: Sentences | undefined;
  readonly default: string;
  readonly signatures: Readonly<Record<string, NamedSignature>>;
  /** Class names in the order of the scores. */
  readonly labels?: readonly string[];
  /** Columns that it was trained with and does not look at: rows may hold them. */
  readonly ignored?: readonly string[];
}

/** One of a version's signatures as if it were the only one; null for a name it does not have. What answers mean is known of the default one alone. */
export function signatureNamed(signature: Signature, name: string): Signature | null {
  if (name === signature.default) return signature;
  if (!Object.hasOwn(signature.signatures, name)) return null;
  const { entry: _entry, ...own } = signature.signatures[name];
  return { ...own, task: 'custom', default: name, signatures: signature.signatures };
}
