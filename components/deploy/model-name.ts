import { namePattern } from '@/core/names';

/** A name made from a file's: `Fraud Model_v2.onnx` → `Fraud-Model-v2`; '' when nothing usable is in it. */
export function suggestName(filename: string): string {
  const first = filename.split('/')[0];
  const stem = first.replace(/(\.(onnx|zip|tar|tgz|gz|bz2|pb|h5|keras|pkl|joblib|params|json))+$/i, '');
  return stem
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}

export function isName(name: string): boolean {
  return namePattern.test(name);
}
