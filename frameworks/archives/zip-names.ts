import { openPromise } from 'yauzl';

const namesMax = 100_000;

/** The names in a zip's directory; null for what is no readable zip. Nothing is unpacked. */
export async function zipNames(file: string): Promise<ReadonlySet<string> | null> {
  try {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
    try {
      if (zip.entryCount > namesMax) return null;
      const names = new Set<string>();
      for await (const entry of zip.eachEntry()) names.add(entry.fileName);
      return names;
    } finally {
      zip.close();
    }
  } catch {
    return null; // unpacking it says what is wrong with it
  }
}
