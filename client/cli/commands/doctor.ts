import type { Command } from 'commander';
import { Client } from '../../client';
import { ApiError } from '../../http';
import { readCredentials } from '../credentials';
import { examineMachine } from '../local/machine';
import { withOutput } from '../output-only';
import { UsageError } from '../usage-error';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

const clockSkewMaxMs = 30_000;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check this machine and the installation, and name fixes')
    .action(
      withOutput(async (output) => {
        const findings = [nodeVersion(), ...(await examineMachine()), ...(await examineInstallation())];
        const lines = findings.map(
          ({ what, ok, detail, fix }) => `${ok ? '✓' : '✗'} ${what.padEnd(12)} ${detail}${ok || fix === undefined ? '' : `\n  Fix: ${fix}`}`,
        );
        output.result(findings, lines.join('\n'));
        const wrong = findings.filter((finding) => !finding.ok).length;
        if (wrong > 0) throw new Error(`${wrong} of ${findings.length} checks found something.`);
      }),
    );
}

/** A machine may be examined before there is a key, or anything that runs. */
async function examineInstallation(): Promise<Finding[]> {
  try {
    const { url, apiKey } = readCredentials();
    return await examine(new Client({ baseUrl: url, apiKey }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [{ what: 'API key', ok: false, detail: error.message }];
  }
}

async function examine(client: Client): Promise<Finding[]> {
  const findings: Finding[] = [];
  const alive = await fetch(`${client.baseUrl}/healthz`).catch(() => null);
  if (alive === null) {
    const fix = 'Start it with npm start, or set AIMASS_URL to its address.';
    return [...findings, { what: 'address', ok: false, detail: `${client.baseUrl} does not answer.`, fix }];
  }
  findings.push({ what: 'address', ok: alive.ok, detail: `${client.baseUrl} answers ${alive.status}.`, fix: 'Is another program listening there?' });
  findings.push(clock(alive.headers.get('date')));
  const ready = await fetch(`${client.baseUrl}/readyz`);
  findings.push({
    what: 'inference',
    ok: ready.ok,
    detail: ready.ok ? 'ready' : (await ready.text()).slice(0, 300),
    fix: 'The status page and the log in the data directory say more.',
  });
  findings.push(await key(client));
  findings.push(...(await components(client)));
  return findings;
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return { what: 'node', ok: major > 20 || (major === 20 && minor >= 19), detail: process.version, fix: 'Install Node 20.19 or newer.' };
}

function clock(date: string | null): Finding {
  const skewMs = date === null ? 0 : Math.abs(Date.now() - Date.parse(date));
  const fix = 'Set the clock of this machine or the server; signatures and expiry times depend on it.';
  return { what: 'clock', ok: skewMs <= clockSkewMaxMs, detail: `${Math.round(skewMs / 1000)} s apart from the server`, fix };
}

async function key(client: Client): Promise<Finding> {
  try {
    const { items } = await client.endpoints.list({ limit: 200 });
    return { what: 'API key', ok: true, detail: `valid; ${items.filter((one) => one.state === 'InService').length} of ${items.length} endpoints in service` };
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return { what: 'API key', ok: true, detail: 'valid, without the right to list endpoints' };
    const detail = error instanceof Error ? error.message : String(error);
    return { what: 'API key', ok: false, detail, fix: 'Make a key in the console under Access, then run aimass login.' };
  }
}

async function components(client: Client): Promise<Finding[]> {
  try {
    const { components: parts, version } = await client.status();
    return [
      { what: 'version', ok: true, detail: version },
      ...parts.map((part) => ({ what: part.name, ok: part.state === 'ok', detail: part.detail, fix: 'The status page of the console shows the last change.' })),
    ];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ what: 'status', ok: error instanceof ApiError && error.status === 403, detail }];
  }
}
