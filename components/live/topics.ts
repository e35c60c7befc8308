/** True when news on `topic` may change what `wanted` shows: the same, a part of it, or what holds it. */
export function touches(topic: string, wanted: string): boolean {
  return topic === wanted || topic.startsWith(`${wanted}/`) || wanted.startsWith(`${topic}/`);
}
