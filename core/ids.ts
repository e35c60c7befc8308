import { v7 } from 'uuid';

/** The kinds of ids and their prefixes. An id is `<prefix>_<UUIDv7 without dashes>`, so ids sort by time of creation. */
export type IdPrefix =
  | 'org'
  | 'prj'
  | 'usr'
  | 'mem'
  | 'ses'
  | 'key'
  | 'mdl'
  | 'ver'
  | 'upl'
  | 'cfg'
  | 'ep'
  | 'dep'
  | 'ins'
  | 'rep'
  | 'evt'
  | 'aud'
  | 'prc'
  | 'drf'
  | 'scd'
  | 'seg'
  | 'req'
  | 'gw'
  | 'job'; // prettier-ignore

/** @example newId('ep') → 'ep_0192f0c1d2e37abc8def0123456789ab' */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${v7().replaceAll('-', '')}`;
}

export function isId(value: string, prefix: IdPrefix): boolean {
  return value.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(value.slice(prefix.length + 1));
}
