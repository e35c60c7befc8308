import { AppError } from '@/core/errors';
import type { FoundNative, NativeModel } from '@/core/native-model';
import { nativeWords } from '@/core/sentences/native';
import type { Sentence } from '@/core/sentences/sentence';
import { toolchainLines } from '../toolchains';
import type { Scan } from './scan';

const namesShown = 8;

/** A name in a file that is not on the allow-list; a person may let it pass. */
export interface Finding {
  readonly module: string;
  readonly name: string;
}

/** The file names what the allow-list does not know. It is not loaded unless a person approves. */
export class Quarantined extends Error {
  readonly findings: readonly Finding[];
  readonly sentence: Sentence;

  constructor(findings: readonly Finding[]) {
    const sentence = nativeWords.unknownNames({ names: shown(findings.map(({ module, name }) => `${module}.${name}`)) });
    super(sentence.text);
    this.name = 'Quarantined';
    this.findings = findings;
    this.sentence = sentence;
  }
}

/**
 * Which environment the model is loaded in, judged by what the file says of itself.
 * @param approved  names that a person has approved, as `module.name`
 * @throws Quarantined; AppError `MODEL_UNSAFE`, `MODEL_FILE_CORRUPT`, `MODEL_FORMAT_UNKNOWN`, `MODEL_VERSION_UNSUPPORTED`
 */
export function judgeScan(found: FoundNative, scan: Scan, approved: ReadonlySet<string>): { line: string; words: Sentence } {
  const file = found.entry;
  const names = (verdict: string): Finding[] => scan.globals.filter((one) => one[2] === verdict).map(([module, name]) => ({ module, name }));
  const dangerous = names('dangerous').map(({ module, name }) => `${module}.${name}`);
  if (dangerous.length > 0) {
    throw new AppError('MODEL_UNSAFE', {
      detail: nativeWords.dangerous({ names: shown(dangerous) }),
      fix: nativeWords.saveAlone(),
      evidence: dangerous.slice(0, 50).join('\n'),
    });
  }
  if (scan.notPickle && scan.compression !== null) {
    throw new AppError('MODEL_FORMAT_UNKNOWN', {
      detail: nativeWords.notPickle({ file, why: scan.damaged ?? '' }),
      fix: nativeWords.saveAgain(),
      evidence: file,
    });
  }
  if (scan.damaged !== null) {
    throw new AppError('MODEL_FILE_CORRUPT', { detail: nativeWords.damagedPickle({ file, why: scan.damaged }), fix: nativeWords.saveAgain(), evidence: file });
  }
  const unknown = names('unknown').filter(({ module, name }) => !approved.has(`${module}.${name}`));
  if (unknown.length > 0) throw new Quarantined(unknown);
  const line = lineOf(found, scan);
  const version = scan.version ?? scan.kerasVersion;
  const saved =
    version === null ? nativeWords.versionUnknown() : nativeWords.madeBy({ package: found.framework === 'sklearn' ? 'scikit-learn' : 'Keras', version });
  const count = scan.globals.length;
  const passed = names('unknown').map(({ module, name }) => `${module}.${name}`);
  if (found.framework === 'tensorflow') return { line, words: version === null ? nativeWords.notScanned() : saved };
  return {
    line,
    words:
      passed.length === 0
        ? nativeWords.scanned({ globals: count, version: saved })
        : nativeWords.scannedApproved({ globals: count, approved: passed, version: saved }),
  };
}

/** The line of the version that saved the file; the newest where the file does not say. */
function lineOf({ framework }: FoundNative, { version, kerasVersion }: Scan): NativeModel['toolchain'] {
  if (framework === 'mxnet') return 'mxnet';
  if (framework === 'tensorflow') return kerasVersion !== null && /^[12]\./.test(kerasVersion) ? 'tensorflow-keras2' : 'tensorflow';
  const lines = toolchainLines.filter((line) => line.framework === 'sklearn').map(({ name }) => name);
  if (version === null) return lines[0];
  const wanted = `sklearn-${version.split('.').slice(0, 2).join('.')}`;
  if (lines.includes(wanted)) return wanted;
  throw new AppError('MODEL_VERSION_UNSUPPORTED', {
    detail: nativeWords.sklearnTooOld({ version, lines: lines.map((line) => line.replace('sklearn-', '')) }),
    fix: nativeWords.trainAgain(),
    evidence: version,
  });
}

function shown(names: readonly string[]): string[] {
  const more = names.length - namesShown;
  return more > 0 ? [...names.slice(0, namesShown), `+${more}`] : [...names];
}
