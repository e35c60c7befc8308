import { type Command, InvalidArgumentError, Option } from 'commander';
import { scalingMetrics } from '@/core/scaling/types';
import { type CliContext, withContext } from '../context';
import { addModelOptions } from '../model-options';
import { type ModelOptions, push } from '../push';
import { configOf, followRollout, rollOut, type VariantOptions } from '../rollout';
import { addTimeout, limitOf, type WaitOptions } from '../wait-option';

interface DeployOptions extends VariantOptions, WaitOptions, ModelOptions {
  readonly name: string;
  readonly model?: string;
  readonly wait?: boolean;
}

export function addDeploy(program: Command): void {
  const command = addVariantOptions(
    program
      .command('deploy')
      .description('upload a model, register it as a version, and serve it behind an endpoint, in one go')
      .argument('<path...>', 'model file, archive or folder, several files, or s3://bucket/key')
      .requiredOption('--name <endpoint>', 'name of the endpoint, new or existing')
      .option('--model <name>', "name of the model; the endpoint's by default"),
  ).option('--wait', 'return only when the endpoint serves');
  addTimeout(addModelOptions(command)).action(withContext(deploy));
}

export function addVariantOptions(command: Command): Command {
  return command
    .option('--instance-type <type>', 'such as local.small')
    .option('--min <instances>', 'least number of instances', whole)
    .option('--max <instances>', 'greatest number of instances', whole)
    .option('--replicas <number>', 'replicas an instance', whole)
    .option('--concurrency <requests>', 'requests outstanding a replica', whole)
    .option('--timeout-ms <ms>', 'deadline of a request', whole)
    .addOption(new Option('--golden <on|off>', 'check answers by the golden request while it serves').choices(['on', 'off']))
    .option('--golden-period <seconds>', 'time between two golden requests to a replica', whole)
    .option('--golden-failures <number>', 'wrong answers in a row that make a replica unhealthy', whole)
    .addOption(new Option('--scale-metric <metric>', 'what the number of instances follows between --min and --max').choices(scalingMetrics))
    .option('--scale-target <value>', 'of that metric, for one instance', positive);
}

async function deploy(context: CliContext, paths: string[], options: DeployOptions): Promise<void> {
  const { client, output } = context;
  const model = options.model ?? options.name;
  const limit = limitOf(options);
  const { version } = await push(context, paths, { model, described: options, limit });
  const { isNew, deploymentId } = await rollOut(client, options.name, configOf(model, version, options));
  output.note(isNew ? `Endpoint ${options.name} is being created` : `Version ${version} is being deployed to ${options.name}`);
  const endpoint = options.wait ? await followRollout(context, options.name, deploymentId, limit) : await client.endpoints.get(options.name);
  const url = `${client.baseUrl}/v1/endpoints/${options.name}/predict`;
  output.result(
    { endpoint, model, version, url },
    `Endpoint ${options.name} is ${endpoint?.state ?? 'gone'}: ${model} version ${version}\n${url}\nTry: npx aimass predict ${options.name} --rows '[[…]]'`,
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

export function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
