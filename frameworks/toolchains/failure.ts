import { AppError } from '@/core/errors';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { toolchainWords } from '@/core/sentences/toolchains';

/** What was tried when it failed, as far as a person's fix depends on it. */
export interface Attempt {
  readonly detail: Sentence;
  readonly line: string;
  readonly lockFile: string;
  readonly folder: string;
  readonly wheels: string | null;
  readonly log: readonly string[];
}

/** Debian's package for each system library that a wheel leaves to the system. */
const packages: Readonly<Record<string, string>> = {
  'libgomp.so.1': 'libgomp1',
  'libquadmath.so.0': 'libquadmath0',
  'libgfortran.so.5': 'libgfortran5',
  'libstdc++.so.6': 'libstdc++6',
};

/** An error that says what to do about an environment that was not built. */
export function buildFailure(attempt: Attempt): AppError {
  const said = attempt.log.join('\n');
  const { why, fix } = reason(attempt, said);
  const detail = why === null ? attempt.detail : toolchainWords.because({ what: attempt.detail, why });
  return new AppError(/No space left|os error 28/i.test(said) ? 'STORAGE_FULL' : 'TOOLCHAIN_BUILD_FAILED', { detail, fix, evidence: said.slice(-4_000) });
}

function reason({ wheels, line, lockFile, folder }: Attempt, said: string): { why: Sentence | null; fix: Words } {
  if (/No space left|os error 28/i.test(said)) return { why: toolchainWords.noSpace({ folder }), fix: toolchainWords.makeSpace() };
  if (/hash mismatch|DO NOT MATCH THE HASHES/i.test(said)) return { why: toolchainWords.wrongHash(), fix: toolchainWords.checkIndex() };
  const library = /(lib[\w+.-]+\.so[\d.]*): cannot open shared object file/.exec(said)?.[1];
  if (library !== undefined) {
    const name = packages[library];
    return { why: null, fix: name === undefined ? toolchainWords.missingLibrary({ library }) : toolchainWords.missingPackage({ library, package: name }) };
  }
  if (wheels !== null) return { why: toolchainWords.missingWheel({ wheels, line }), fix: toolchainWords.fetchWheels({ wheels, lock: lockFile }) };
  if (
    /dns error|Failed to fetch|error sending request|Connection (refused|reset)|Network is unreachable|Name or service not known|timed out|NewConnectionError/i.test(
      said,
    )
  )
    return { why: toolchainWords.noNetwork(), fix: toolchainWords.goOnline() };
  return { why: null, fix: toolchainWords.readEvidence() };
}
