import type { ReplicaLink } from '../upstream/replica-link';

/**
 * The less loaded of two replicas taken at random, among those that can take a request now. When every one that could is ejected, they
 * all count: a replica that answers badly is better than none.
 * @param random gives 0 ≤ x < 1
 */
export function chooseReplica(links: readonly ReplicaLink[], concurrency: number, now: number, avoid: string, random: () => number): ReplicaLink | null {
  let allEjected = true;
  for (let i = 0; i < links.length && allEjected; i++) allEjected = !links[i].ready || links[i].health.ejected(now);
  return pick(links, concurrency, now, avoid, random, allEjected);
}

function pick(links: readonly ReplicaLink[], concurrency: number, now: number, avoid: string, random: () => number, evenEjected: boolean): ReplicaLink | null {
  const count = links.length;
  const start = count > 1 ? Math.floor(random() * count) : 0;
  let first: ReplicaLink | null = null;
  let spare: ReplicaLink | null = null;
  for (let i = 0; i < count; i++) {
    const link = links[start + i < count ? start + i : start + i - count];
    if (!link.ready || link.outstanding >= concurrency || (!evenEjected && link.health.ejected(now))) continue;
    if (link.id === avoid) spare = link;
    else if (first === null) first = link;
    else return loadOf(link, now) < loadOf(first, now) ? link : first;
  }
  return first ?? spare;
}

function loadOf(link: ReplicaLink, now: number): number {
  return (link.outstanding + 1) * link.health.loadFactor(now);
}
