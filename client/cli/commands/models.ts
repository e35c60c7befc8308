import type { Command } from 'commander';
import { all, withContext } from '../context';
import { addModelOptions } from '../model-options';
import { bytes, table } from '../output';
import { type ModelOptions, push } from '../push';
import { addTimeout, limitOf, type WaitOptions } from '../wait-option';
import { addCorrect } from './correct';

export function addModels(program: Command): void {
  const models = program.command('models').description('models and their versions');
  addTimeout(
    addModelOptions(
      models
        .command('push')
        .description('upload a model and register it as the next version')
        .argument('<path...>', 'model file, archive or folder, several files, or s3://bucket/key')
        .requiredOption('--name <model>', 'name of the model, new or existing'),
    ),
  ).action(
    withContext(async (context, paths: string[], options: WaitOptions & ModelOptions & { name: string }) => {
      const version = await push(context, paths, { model: options.name, described: options, limit: limitOf(options) });
      context.output.result(version, `${version.model} version ${version.version} is ${version.state} (${version.framework}, ${version.signature?.task})`);
    }),
  );
  models
    .command('list')
    .description('list models')
    .action(
      withContext(async ({ client, output }) => {
        const items = await all((query) => client.models.list(query));
        const rows = items.map((one) => [
          one.name,
          one.versions,
          one.latestVersion?.state,
          one.latestVersion?.framework,
          one.endpoints.join(', '),
          one.updatedAt,
        ]);
        output.result(items, table(['NAME', 'VERSIONS', 'LATEST', 'FRAMEWORK', 'ENDPOINTS', 'UPDATED'], rows));
      }),
    );
  models
    .command('show')
    .description('show a model with its versions')
    .argument('<model>')
    .action(
      withContext(async ({ client, output }, name: string) => {
        const model = await client.models.get(name);
        const versions = await all((query) => client.versions.list(name, query));
        const rows = versions.map((one) => [
          one.version,
          one.state,
          one.stage,
          one.framework,
          one.signature?.task,
          bytes(one.files.reduce((sum, file) => sum + file.sizeBytes, 0)),
          one.createdAt,
        ]);
        output.result(
          { ...model, items: versions },
          `${model.name}  ${model.description}\n${table(['VERSION', 'STATE', 'STAGE', 'FRAMEWORK', 'TASK', 'SIZE', 'CREATED'], rows)}`,
        );
      }),
    );
  addCorrect(models);
  models
    .command('delete')
    .description('delete a model with all its versions; refused while one is deployed')
    .argument('<model>')
    .action(
      withContext(async ({ client, output }, name: string) => {
        await client.models.remove(name);
        output.result({ deleted: name }, `Model ${name} is deleted.`);
      }),
    );
}
