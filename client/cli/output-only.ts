import type { Command } from 'commander';
import { Output } from './output';

/** Wraps the work of a command that needs no installation to talk to. */
export function withOutput<Words extends unknown[]>(work: (output: Output, ...words: Words) => Promise<void>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command; // commander passes arguments, options, then the command
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    await work(new Output(json === true), ...(given as Words));
  };
}
