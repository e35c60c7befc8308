import { type Command, InvalidArgumentError } from 'commander';
import { WaitLimit, waitSecondsDefault } from '../wait';

export interface WaitOptions {
  readonly timeout: number;
}

/** The option of every command that waits. */
export function addTimeout(command: Command): Command {
  return command.option('--timeout <seconds>', 'give up waiting after so many seconds; what was begun goes on', seconds, waitSecondsDefault);
}

export function limitOf({ timeout }: WaitOptions): WaitLimit {
  return new WaitLimit(timeout);
}

const secondsMax = 86_400;

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > secondsMax) throw new InvalidArgumentError(`It must be a whole number of seconds from 1 to ${secondsMax}.`);
  return value;
}
