import { isDeepStrictEqual } from 'node:util';
import type { ArtifactFile } from '@/core/agent-api';
import { type AppError, isAppError, titles } from '@/core/errors';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { signatureWords } from '@/core/sentences/signatures';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import { changeSignature, type SignatureChange, withoutColumnNames } from '@/core/signature-change';
import type { SpecWishes } from '@/core/signature-freedom';
import { Prisma } from '@/prisma/client';
import type { AuditChange } from '../audit/emit';
import type { Reason } from '../page';
import type { RequestedVersion } from './check';
import { pendingChecks, type VersionWithModel } from './internal';
import type { Correction, SignatureChangeInput } from './schemas';

/**
 * A correction of datatypes or shapes: Ready → Checking → Ready. What the version was stands in `before` until the check has ended; then the correction is
 * taken, or the version is what it was, with the reason beside it.
 */

type Change = Prisma.VersionUncheckedUpdateInput;

const keptColumns = ['framework', 'frameworkVersion', 'format', 'entry', 'digest', 'loadMs', 'answersDue'] as const;
const keptDocuments = ['signature', 'requested', 'files', 'checks', 'parity', 'native', 'sample', 'evaluation'] as const;
type Kept = Pick<VersionWithModel, (typeof keptColumns)[number] | (typeof keptDocuments)[number]> & { readonly peakMemoryBytes: number | null };

/** A correction that the check runs for. */
export type UnderCheck = Correction & { readonly before: Kept };

export function correctionUnderCheck({ correction }: Pick<VersionWithModel, 'correction'>): UnderCheck | null {
  const found = correction as unknown as UnderCheck | null;
  return found?.state === 'Checking' ? found : null;
}

/** The version is checked again, from its own files, with a person's wishes. */
export function beginCorrection(
  row: VersionWithModel,
  wanted: SignatureChangeInput,
  { specs, by, at }: { readonly specs: Required<SpecWishes>; readonly by: string; readonly at: string },
): Change {
  const { task, labels, columns } = wanted;
  const requested = withNames(row, { task, labels, columns }) as unknown as RequestedVersion;
  const known = { ...requested.signature?.columns, ...requested.corrections?.columns };
  const named = Object.fromEntries(Object.entries(known).flatMap(([name, names]) => (names === null ? [] : [[name, names]])));
  const signature = { ...requested.signature, ...specs, ...(Object.keys(named).length === 0 ? {} : { columns: named }) };
  const correction = { state: 'Checking', wanted, by, at, reason: null, before: keptOf(row) };
  return {
    state: 'Checking',
    correction: json(correction),
    requested: json({ ...requested, signature }),
    checks: json(pendingChecks),
    answersDue: false,
    leaseOwner: null,
    leaseUntil: null,
  };
}

/** What was requested, with what persons corrected of task and names since: a later check has to keep it. */
export function withNames(row: VersionWithModel, change: SignatureChange): Prisma.InputJsonValue {
  const requested = row.requested as unknown as RequestedVersion;
  const known = requested.corrections ?? shownNames(row.signature as unknown as Signature);
  const columns = { ...known.columns, ...change.columns };
  const corrections = { ...known, ...given(change), ...(Object.keys(columns).length === 0 ? {} : { columns }) };
  return json({ ...requested, corrections });
}

/** Corrections of before they were kept are known by what the signature says. */
function shownNames({ task, labels, inputs, sentences }: Signature): SignatureChange {
  if (sentences?.taskReason?.code !== signatureWords.byPerson.code) return {};
  const columns = inputs.flatMap(({ name, columns }) => (columns === undefined ? [] : [[name, columns] as const]));
  return { task, labels: labels ?? null, columns: Object.fromEntries(columns) };
}

/** What a check is asked: of a version that is corrected its own files, since its upload may be gone and what an address holds may have changed. */
export function requestedNow(row: VersionWithModel): RequestedVersion {
  const requested = row.requested as unknown as RequestedVersion;
  const correction = correctionUnderCheck(row);
  return correction === null ? requested : { ...requested, artifacts: { files: ownFiles(correction.before) } };
}

/** Without the files that a check wrote beside those of the upload. */
export function ownFiles({ files, entry, format, native, signature }: Pick<Kept, 'files' | 'entry' | 'format' | 'native' | 'signature'>): ArtifactFile[] {
  const all = files as unknown as ArtifactFile[];
  const paths = new Set(all.map(({ path }) => path));
  const made = new Set<string>();
  if (entry !== null && format === 'onnx' && native !== null) made.add(entry);
  for (const named of Object.values((signature as unknown as Signature | null)?.signatures ?? {})) if (named.entry !== undefined) made.add(named.entry);
  // The form of an ONNX file without its ZipMap (`frameworks/inspect/read.ts`).
  const rewritten = /^(.*)\.tensors\.onnx$/.exec(entry ?? '')?.[1];
  if (entry !== null && rewritten !== undefined && (paths.has(`${rewritten}.onnx`) || paths.has(rewritten))) made.add(entry);
  return all.filter(({ path }) => !made.has(path));
}

interface Ended {
  readonly isTaken: boolean;
  readonly change: Change;
  readonly audit: AuditChange;
  readonly words: (of: { model: string; version: number }) => Sentence;
}

interface Ending {
  readonly row: VersionWithModel;
  readonly found: {
    readonly signature?: Signature | undefined;
    readonly sample?: { readonly request: unknown; readonly response: unknown } | null | undefined;
  };
  readonly reason: Reason | null;
  readonly at: string;
}

/** What becomes of the version when the check that a correction asked for has ended. */
export function endCorrection({ before, ...correction }: UnderCheck, { row, found, reason, at }: Ending): Ended {
  const refused = (why: Reason): Ended => {
    const told: Correction = { ...correction, state: 'NotTaken', at, reason: why };
    const of = { signature: before.signature };
    return {
      isTaken: false,
      change: { ...restored(before, row), correction: json(told) },
      audit: { before: of, after: { ...of, correction: told }, outcome: 'failed' },
      words: (version) => signatureWords.notTaken({ ...version, why: wordsIn(why, 'message') }),
    };
  };
  if (reason !== null) return refused(reason);
  if (found.signature === undefined) throw new Error('a check that passed has no signature');
  let signature: Signature;
  try {
    signature = named(found.signature, (row.requested as unknown as RequestedVersion).corrections ?? {});
  } catch (error) {
    if (!isAppError(error)) throw error;
    return refused(reasonOf(error));
  }
  const told: Correction = { ...correction, state: 'Taken', at, reason: null };
  const isRenamed = !isDeepStrictEqual(signature, found.signature);
  const sample = found.sample ?? null;
  const asked = isRenamed && sample !== null ? { sample: json({ request: withoutColumnNames(sample.request, found.signature), response: null }) } : {};
  return {
    isTaken: true,
    change: {
      signature: json(signature),
      ...(sample === null ? { sample: Prisma.DbNull } : asked),
      ...(isRenamed ? { answersDue: true } : {}),
      correction: json(told),
      revision: { increment: 1 },
    },
    audit: { before: { signature: before.signature }, after: { signature, correction: told } },
    words: signatureWords.taken,
  };
}

/** The signature that was found, in the words that persons have given it. */
function named(found: Signature, { columns = {}, ...names }: SignatureChange): Signature {
  const known = Object.entries(columns).filter(([name, given]) => {
    const input = found.inputs.find((one) => one.name === name);
    return input !== undefined && (given === null || given.length === input.shape.at(-1)); // a table that was split has its names on its inputs
  });
  return changeSignature(found, { ...names, columns: Object.fromEntries(known) });
}

function restored(before: Kept, row: VersionWithModel): Change {
  const columns = Object.fromEntries(keptColumns.map((name) => [name, before[name]]));
  const documents = Object.fromEntries(keptDocuments.map((name) => [name, before[name] === null ? Prisma.DbNull : before[name]]));
  return {
    ...columns,
    ...documents,
    ...(row.dataSample === null ? { evaluation: Prisma.DbNull } : {}),
    state: 'Ready',
    reason: Prisma.DbNull,
    findings: Prisma.DbNull,
    peakMemoryBytes: before.peakMemoryBytes === null ? null : BigInt(before.peakMemoryBytes),
    leaseOwner: null,
    leaseUntil: null,
    revision: { increment: 1 },
  } as Change;
}

function keptOf(row: VersionWithModel): Kept {
  const peakMemoryBytes = row.peakMemoryBytes === null ? null : Number(row.peakMemoryBytes);
  return { ...(Object.fromEntries([...keptColumns, ...keptDocuments].map((name) => [name, row[name]])) as Omit<Kept, 'peakMemoryBytes'>), peakMemoryBytes };
}

function reasonOf({ code, details }: AppError): Reason {
  const { detail = titles[code].en, fix = '', evidence = '' } = details;
  return { code, ...inEnglish<Record<'message' | 'fix' | 'evidence', Words>>({ message: detail, fix, evidence }) };
}

function given<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function json(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
