import type { Command } from 'commander';
import { ApiError } from '../../http';
import { waitForVersion } from '../../wait';
import { withContext } from '../context';
import { pairs, shapes } from '../model-options';
import { UsageError } from '../usage-error';
import { addTimeout, limitOf, type WaitOptions } from '../wait-option';

interface CorrectOptions extends WaitOptions {
  readonly task?: string;
  readonly labels?: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly datatype?: Readonly<Record<string, string>>;
  readonly shape?: Readonly<Record<string, number[]>>;
}

/** `models correct`: another datatype or shape makes the check run again, and the command waits for it. Exit code 1 where it was not taken. */
export function addCorrect(models: Command): void {
  addTimeout(
    models
      .command('correct')
      .description('correct the signature of a version that was never deployed and has no stage')
      .argument('<model>')
      .argument('<version>', 'number of the version', Number)
      .option('--task <task>', 'regress, classify, cluster, embed, generate or custom')
      .option('--labels <names>', 'class names in the order of the scores, with commas between', (text) => text.split(','))
      .option('--columns <input=names>', 'names of the columns of an input, such as input=age,income; once an input', pairs)
      .option('--datatype <name=type>', 'type of an input or column, such as age=INT64; found takes it back; once a name', pairs)
      .option('--shape <input=sizes>', 'shape of one row, such as data=3,224,224, -1 for any size; once an input', shapes),
  ).action(
    withContext(async ({ client, output }, model: string, version: number, options: CorrectOptions) => {
      const signature = changeOf(options);
      if (Object.keys(signature).length === 0) throw new UsageError('Say what is to be corrected: --task, --labels, --columns, --datatype or --shape.');
      const asked = await client.versions.update(model, version, { signature });
      if (asked.state !== 'Checking') return output.result(asked, `The signature of ${model} version ${version} is corrected.`);
      output.note(`${model} version ${version} is checked again`);
      const checked = await waitForVersion(client, model, version, undefined, limitOf(options));
      if (checked.correction?.state === 'NotTaken') {
        const { reason } = checked.correction;
        throw new ApiError(409, {
          code: reason?.code,
          detail: `The correction was not taken; ${model} version ${version} is as it was. ${reason?.message ?? ''}`,
          fix: reason?.fix,
          evidence: reason?.evidence,
        });
      }
      output.result(checked, `The signature of ${model} version ${version} is corrected, and it passed its check again.`);
    }),
  );
}

function changeOf({ task, labels, columns = {}, datatype = {}, shape }: CorrectOptions): object {
  const names = Object.entries(columns).map(([input, text]) => [input, text.split(',')]);
  const types = Object.entries(datatype).map(([name, type]) => [name, type === 'found' ? null : type]);
  return {
    ...(task === undefined ? {} : { task }),
    ...(labels === undefined ? {} : { labels }),
    ...(names.length === 0 ? {} : { columns: Object.fromEntries(names) }),
    ...(types.length === 0 ? {} : { datatypes: Object.fromEntries(types) }),
    ...(shape === undefined ? {} : { shapes: shape }),
  };
}
