import { type DataPaths, dataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';
import { defaultHttpLimits, type HttpLimits } from './http/limits';

/** What the gateway runs by; made from the settings once, at start. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Plain HTTP only sends callers to HTTPS. */
  readonly redirectPlain: boolean;
  readonly strictMetering: boolean;
  readonly consoleUrl: string | undefined;
  readonly paths: DataPaths;
  readonly http: HttpLimits;
  /** Request bodies held at once, over all requests. */
  readonly bodyBytesHeldMax: number;
  /** How long a stopping gateway waits for answers under way. */
  readonly drainMs: number;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;

export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/** @param consoleUrl where the console listens, `http://127.0.0.1:<port>` */
export function gatewayConfig(settings: Settings, consoleUrl: string | undefined): GatewayConfig {
  const { AIMASS_TLS_CERT: certFile, AIMASS_TLS_KEY: keyFile } = settings;
  return {
    host: settings.HOST,
    port: settings.PORT,
    tlsPort: settings.TLS_PORT,
    tls: certFile === undefined || keyFile === undefined ? null : { certFile, keyFile },
    redirectPlain: !isLoopback(settings.HOST) && !settings.AIMASS_ALLOW_PLAIN_HTTP,
    strictMetering: settings.AIMASS_METERING === 'strict',
    consoleUrl,
    paths: dataPaths(settings.AIMASS_DATA_DIR),
    http: defaultHttpLimits,
    bodyBytesHeldMax: 1024 * 1024 * 1024,
    drainMs: 30_000,
  };
}
