import { deriveSecret } from '@/core/secrets';
import { settingsSchema } from '@/core/settings';
import type { DataDirectory } from './data-directory';

/** What a process needs of the system besides the settings. */
const systemNames =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|AWS_.*|HTTPS?_PROXY|NO_PROXY|UV_.*|PIP_.*|DOCKER_HOST|XDG_RUNTIME_DIR|FORCE_COLOR|NO_COLOR)$/i;

/** ONNX Runtime sends usage figures to its makers unless told not to. */
const silent = { ORT_DISABLE_TELEMETRY: '1' };

/** Used once, on an empty database, by the program that prepares it alone. */
const initial = /^AIMASS_INIT_/;

/** Settings and system variables for our own processes; npm's and the shell's stay out. */
export function childEnvironment(given: NodeJS.ProcessEnv, directory: DataDirectory, databaseUrl: string): NodeJS.ProcessEnv {
  const kept = Object.entries(given).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !initial.test(entry[0]) && (entry[0] in settingsSchema.shape || systemNames.test(entry[0])),
  );
  return {
    ...Object.fromEntries(kept),
    ...silent,
    NODE_ENV: 'production',
    AIMASS_DATA_DIR: directory.paths.root,
    AIMASS_SECRET_KEY: directory.masterKey.toString('base64'),
    DATABASE_URL: databaseUrl,
  };
}

/** What Next and next-auth want besides. */
export function consoleEnvironment(directory: DataDirectory, port: number): Record<string, string> {
  return {
    AIMASS_CONSOLE_PORT: String(port),
    NEXTAUTH_SECRET: deriveSecret(directory.masterKey, 'session').toString('base64'),
    AUTH_TRUST_HOST: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** What the agent of an instance may know: no database, no secret key. A spare is told later which instance it is. */
export function agentEnvironment(given: NodeJS.ProcessEnv, directory: DataDirectory, instanceId: string | null): NodeJS.ProcessEnv {
  const allowed =
    /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|HTTPS?_PROXY|NO_PROXY|AWS_.*|UV_.*|PIP_.*|DOCKER_HOST|XDG_RUNTIME_DIR|AIMASS_(STORAGE|S3_.*|TOOLCHAINS|WHEELS|LOG_LEVEL))$/i;
  const kept = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined && allowed.test(entry[0]));
  return {
    ...Object.fromEntries(kept),
    ...silent,
    NODE_ENV: 'production',
    AIMASS_DATA_DIR: directory.paths.root,
    AIMASS_AGENT_SOCKET: directory.paths.agentSocket,
    ...(instanceId === null ? {} : { AIMASS_INSTANCE_ID: instanceId }),
  };
}

/** The settings with the first administrator and keys in them. */
export function prepareEnvironment(given: NodeJS.ProcessEnv, directory: DataDirectory, databaseUrl: string): NodeJS.ProcessEnv {
  const first = Object.entries(given).filter(([name]) => initial.test(name));
  return { ...childEnvironment(given, directory, databaseUrl), ...Object.fromEntries(first) };
}
