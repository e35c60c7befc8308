import type { Command } from 'commander';
import { installToolchains, listInstalled, removeInstalled } from '../local/toolchains';
import { withOutput } from '../output-only';

export function addToolchains(program: Command): void {
  const toolchains = program.command('toolchains').description('Python environments of this machine for TensorFlow, scikit-learn and MXNet models');
  toolchains.command('list').description('all version lines, and which are built').action(withOutput(listInstalled));
  toolchains
    .command('install <line...>')
    .description('build environments now instead of on first need; "all" builds every one')
    .action(withOutput(installToolchains));
  toolchains
    .command('remove <line>')
    .description('delete the environment of a line; it is built again when a model needs it')
    .action(withOutput(removeInstalled));
}
