import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Strategy } from '@/services/deployments/strategy';

export interface StrategyOptions {
  readonly strategy?: Strategy['type'];
  readonly percent?: number;
  readonly bake?: number;
}

export function addStrategy(command: Command): Command {
  return command
    .addOption(new Option('--strategy <how>', 'how traffic moves').choices(['blue-green', 'all-at-once', 'canary', 'linear']))
    .option('--percent <number>', 'share of the requests a step, of canary and linear', number)
    .option('--bake <seconds>', 'how long each step bakes, of canary and linear', number);
}

/** As the API takes it, with its defaults for what is not said; undefined where nothing is. */
export function strategyOf({ strategy: type, percent, bake }: StrategyOptions): object | undefined {
  if (type === undefined) return undefined;
  return { type, ...(percent === undefined ? {} : { percent }), ...(bake === undefined ? {} : { bakeSeconds: bake }) };
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
