const mebibyte = 1024 * 1024;
const partBytesMin = 8 * mebibyte;
/** Below S3's 10,000, so that a rounded part size never passes it. */
const partsWished = 9_000;

/** Bytes of all parts but the last: whole MiB, at least 8. */
export function partSizeOf(sizeBytes: number): number {
  return Math.max(partBytesMin, Math.ceil(sizeBytes / partsWished / mebibyte) * mebibyte);
}

/** The parts a file is sent in, numbered from 1. */
export function partsOf(sizeBytes: number, partSizeBytes: number): { number: number; sizeBytes: number }[] {
  const count = Math.ceil(sizeBytes / partSizeBytes);
  return Array.from({ length: count }, (_, index) => ({ number: index + 1, sizeBytes: Math.min(partSizeBytes, sizeBytes - index * partSizeBytes) }));
}
