/** Up to here a loop is faster than making a view of the source. */
const loopBytesMax = 96;

/** Copies `length` bytes. Rows of small models have a few bytes only, and a view for each would cost more than the copy. */
export function copyBytes(source: Uint8Array, sourceAt: number, target: Uint8Array, targetAt: number, length: number): void {
  if (length > loopBytesMax) target.set(source.subarray(sourceAt, sourceAt + length), targetAt);
  else for (let i = 0; i < length; i++) target[targetAt + i] = source[sourceAt + i];
}
