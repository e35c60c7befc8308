import { readFile } from 'node:fs/promises';

/** Address of the gateway on this machine: the port that the start wrote down, since a setting of 0 means any; null when unknown. */
export async function readGatewayUrl(stateFile: string, portSetting: number): Promise<string | null> {
  const port = (await readPort(stateFile)) ?? (portSetting === 0 ? null : portSetting);
  return port === null ? null : `http://127.0.0.1:${port}`;
}

async function readPort(stateFile: string): Promise<number | null> {
  try {
    const state = JSON.parse(await readFile(stateFile, 'utf8')) as { port?: unknown };
    return typeof state.port === 'number' ? state.port : null;
  } catch {
    return null; // not started by the supervisor, or being written in this moment
  }
}
