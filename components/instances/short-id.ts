/** Ids begin with the time, so their end tells them apart. */
export function shortId(id: string): string {
  return `${id.slice(0, 4)}…${id.slice(-8)}`;
}
