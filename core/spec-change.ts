import { AppError } from './errors';
import type { Sentence } from './sentences/sentence';
import { signatureWords as words } from './sentences/signatures';
import type { Signature } from './signature';
import { freedomOf, type InputFreedom, type SpecWishes } from './signature-freedom';

/** Datatypes by input or column and shapes of one row by input, as a person corrects them; null goes back to what was found. */
export interface SpecChange {
  readonly datatypes?: Readonly<Record<string, string | null>> | undefined;
  readonly shapes?: Readonly<Record<string, readonly number[] | null>> | undefined;
}

/** What is known of the version whose signature is corrected. */
export interface SpecFacts {
  readonly framework: string | null;
  readonly signature: Signature;
  readonly wishes: SpecWishes;
  /** Names that the same correction gives columns. */
  readonly columns?: Readonly<Record<string, readonly string[] | null>> | undefined;
}

/**
 * The wishes of before with a correction; null where it changes nothing. Models have to pass their check again with them.
 * @throws AppError `VALIDATION_FAILED` where the file says otherwise, with the pointer below `/signature`
 */
export function changeSpecs(facts: SpecFacts, change: SpecChange): Required<SpecWishes> | null {
  const freedom = freedomOf(facts.framework, facts.signature, facts.wishes);
  const datatypes = { ...facts.wishes.datatypes };
  const shapes = { ...facts.wishes.shapes };
  let isChanged = false;
  for (const [name, wished] of Object.entries(change.datatypes ?? {})) {
    if (wished === null) {
      isChanged ||= Object.hasOwn(datatypes, name);
      delete datatypes[name];
      continue;
    }
    if (requireDatatype(facts, freedom, name, wished) === wished && !Object.hasOwn(datatypes, name)) continue;
    isChanged ||= datatypes[name] !== wished;
    datatypes[name] = wished;
  }
  for (const [name, wished] of Object.entries(change.shapes ?? {})) {
    const before = shapes[name];
    const row = wished === null ? null : requireShape(facts, freedom, name, wished);
    delete shapes[name];
    if (row?.some((size) => size !== -1)) shapes[name] = row;
    const now = freedom.find((one) => one.name === name)?.dimensions.map(({ size }) => size) ?? [];
    isChanged ||= row === null ? before !== undefined : row.join() !== now.join();
  }
  return isChanged ? { datatypes, shapes } : null;
}

/** @returns the datatype it has now */
function requireDatatype({ signature, framework, columns = {} }: SpecFacts, freedom: readonly InputFreedom[], name: string, wished: string): string {
  const pointer = pointerOf('datatypes', name);
  const input = freedom.find((one) => one.name === name);
  const table = freedom.find((one) => one.columns.includes(name) || (framework === 'sklearn' && columns[one.name]?.includes(name)));
  const spec = signature.inputs.find((one) => one.name === (input ?? table)?.name);
  if (spec === undefined) {
    const owner = signature.inputs.find((one) => one.columns?.includes(name));
    if (owner !== undefined) return refuse(pointer, words.columnsShare({ name: owner.name }));
    return refuse(pointer, words.noInputOrColumn({ name: name.slice(0, 100), names: signature.inputs.map((one) => one.name) }));
  }
  const offered: readonly string[] = (input ?? table)?.datatypes ?? [];
  if (offered.includes(wished)) return spec.datatype;
  return refuse(
    pointer,
    offered.length === 1 ? words.fileDatatype({ name, own: spec.datatype, given: wished }) : words.notOffered({ name, offered, given: wished }),
  );
}

/** @returns the sizes of one row */
function requireShape({ signature }: SpecFacts, freedom: readonly InputFreedom[], name: string, wished: readonly number[]): readonly number[] {
  const pointer = pointerOf('shapes', name);
  const found = freedom.find((one) => one.name === name);
  if (found === undefined) return refuse(pointer, words.noInput({ name: name.slice(0, 100), names: signature.inputs.map((one) => one.name) }));
  const { dimensions, anyRank } = found;
  const withRows = wished[0] === -1 && (anyRank || wished.length === dimensions.length + 1);
  const row = withRows ? wished.slice(1) : wished;
  if (!anyRank && row.length !== dimensions.length) {
    if (wished.length === dimensions.length + 1) return refuse(`${pointer}/0`, words.batchStaysFree());
    const text = (sizes: readonly number[]): string => `[${sizes.map((size) => (size === -1 ? '?' : size)).join(', ')}]`;
    return refuse(pointer, words.otherRank({ name, shape: text(dimensions.map(({ size }) => size)), given: text(wished) }));
  }
  for (const [i, size] of row.entries()) {
    const at = `${pointer}/${i + (withRows ? 1 : 0)}`;
    if (size === 0 || size < -1) refuse(at, words.wholeSizes());
    if (anyRank && size === -1) refuse(at, words.allSizes());
    if (!anyRank && !dimensions[i].isOpen && size !== dimensions[i].size) {
      refuse(at, words.fixedDimension({ name, place: i + 1, size: dimensions[i].size, given: size }));
    }
  }
  return row;
}

function pointerOf(group: string, name: string): string {
  return `/signature/${group}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function refuse(pointer: string, why: Sentence): never {
  throw new AppError('VALIDATION_FAILED', { detail: words.cannotBe({ why }), fix: words.asTheFileSays(), errors: [{ pointer, detail: why }] });
}
