import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sentence } from '@/core/sentences/sentence';
import { type Attempt, tryEscapes } from './escapes';
import type { Sandbox } from './sandbox';

/** What came of trying one kind of sandbox. */
export type Trial = Held | Failed;

export interface Held {
  readonly sandbox: Sandbox;
  /** What holds, for people. */
  readonly what: string;
  /** Whether the kernel limits memory and processes of all it starts together. */
  readonly groups: boolean;
  readonly attempts: readonly Attempt[];
}

export interface Failed {
  readonly sandbox: null;
  readonly why: Sentence;
  readonly fix: Sentence;
  readonly attempts: readonly Attempt[];
}

const run = promisify(execFile);

/** Null once a program ran in it, else what was said instead. */
export async function starts(sandbox: Sandbox, timeoutMs: number): Promise<string | null> {
  const { command, args } = sandbox.wrap([process.execPath, '--version'], { readOnly: [], writable: null });
  try {
    await run(command, args, { timeout: timeoutMs, env: { NODE_ENV: 'production', PATH: process.env.PATH } });
    return null;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? '';
    return said === '' ? (String(error).split('\n', 1)[0] ?? '') : said;
  }
}

/** @returns all attempts and those that got out, or why they could not be made */
export async function tried(
  sandbox: Sandbox,
  filtered: boolean,
): Promise<{ attempts: readonly Attempt[]; escapes: readonly string[] } | { attempts: null; said: string }> {
  try {
    const attempts = await tryEscapes(sandbox, filtered);
    return { attempts, escapes: attempts.filter(({ escaped }) => escaped).map(({ name, said }) => `${name} (${said})`) };
  } catch (error) {
    return { attempts: null, said: error instanceof Error ? error.message : String(error) };
  }
}
