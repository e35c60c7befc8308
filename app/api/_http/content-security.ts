import type { Settings } from '@/core/settings';

/**
 * The content security policy of a page: scripts by nonce only, styles also inline (the UI kit positions pop-ups by them), WebAssembly
 * for hashing uploads, and connections to this origin and to the object storage that takes uploads directly.
 */
export function contentSecurityPolicy(nonce: string, storageOrigins: readonly string[], development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...storageOrigins].join(' ')}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Where presigned parts of an upload go, so that the browser may send them there. */
export function storageOrigins(settings: Pick<Settings, 'AIMASS_STORAGE'>, environment: Readonly<Record<string, string | undefined>>): string[] {
  const bucket = /^s3:\/\/([^/]+)/.exec(settings.AIMASS_STORAGE)?.[1];
  if (bucket === undefined) return [];
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint !== undefined && URL.canParse(endpoint)) {
    const { protocol, host } = new URL(endpoint);
    return [`${protocol}//${host}`, `${protocol}//${bucket}.${host}`];
  }
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  return [`https://${bucket}.s3.${region}.amazonaws.com`, `https://s3.${region}.amazonaws.com`, `https://${bucket}.s3.amazonaws.com`];
}
