import { type ErrorCode, errorCodes, titles } from '@/core/errors';

export const groups = ['400', '401', '404', '429', '500'] as const;
export type ErrorGroup = (typeof groups)[number];

/** What kind of fault a code is: the caller's, a matter of rights, of state, of limits, or the installation's. */
export function groupOf(code: ErrorCode): ErrorGroup {
  const { http } = errorCodes[code];
  if (http === 401 || http === 403) return '401';
  if (http === 404 || http === 409 || http === 422) return '404';
  if (http === 429 || http === 413 || http === 431) return '429';
  return http >= 500 || http === 424 ? '500' : '400';
}

/** Codes whose name or sentence, in either language, holds `search`. */
export function codesMatching(search: string): ErrorCode[] {
  const wanted = search.trim().toLowerCase();
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) =>
    [code, titles[code].en, titles[code].zh].some((text) => text.toLowerCase().includes(wanted)),
  );
}
