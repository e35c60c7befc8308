import { AppError } from '@/core/errors';
import type { EndpointRoute, VariantRoute } from './table';

/** What a request says about the variant it wants. */
export interface VariantWish {
  /** By name; wins over the rest. */
  readonly target: string | undefined;
  /** By version; 0 = any. */
  readonly version: number;
  /** Requests of one session stay with one variant. */
  readonly session: string | undefined;
}

/**
 * The variant for one request, or null where the endpoint has none.
 * @param random 0 ≤ random < 1, used where neither target nor session decides
 * @throws AppError `NOT_FOUND` for a target or version that is not served
 */
export function chooseVariant(endpoint: EndpointRoute, wish: VariantWish, random: number): VariantRoute | null {
  if (endpoint.variants.length === 0) return null;
  if (wish.target !== undefined) {
    const named = endpoint.variants.filter((variant) => variant.name === wish.target && (wish.version === 0 || variant.snapshot.version === wish.version));
    if (named.length === 0) throw unknown(endpoint, `variant "${wish.target.slice(0, 64)}"`, (variant) => variant.name);
    return byWeight(named, wish.session === undefined ? random : fractionOf(wish.session)); // two while a canary of the same name bakes
  }
  if (wish.version === 0 && endpoint.variants.length === 1) return endpoint.variants[0];
  const candidates = wish.version === 0 ? endpoint.variants : endpoint.variants.filter((variant) => variant.snapshot.version === wish.version);
  if (candidates.length === 0) throw unknown(endpoint, `version ${wish.version}`, (variant) => String(variant.snapshot.version));
  return byWeight(candidates, wish.session === undefined ? random : fractionOf(wish.session));
}

function byWeight(variants: readonly VariantRoute[], fraction: number): VariantRoute {
  let total = 0;
  for (const variant of variants) total += variant.weight;
  let left = fraction * total;
  for (const variant of variants) {
    left -= variant.weight;
    if (left < 0) return variant;
  }
  return variants[0]; // every weight is 0: only what is asked for by name or version gets here
}

/** FNV-1a with a final mix, as a fraction: the same session, the same place in the weights. */
function fractionOf(session: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < session.length; i++) hash = Math.imul(hash ^ session.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function unknown(endpoint: EndpointRoute, what: string, nameOf: (variant: VariantRoute) => string): AppError {
  const served = [...new Set(endpoint.variants.map(nameOf))].join(', ');
  return new AppError('NOT_FOUND', { detail: `The endpoint "${endpoint.name}" does not serve ${what}; it serves ${served}.` });
}
