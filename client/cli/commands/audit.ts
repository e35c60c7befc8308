import type { Command } from 'commander';
import { withContext } from '../context';

export function addAudit(program: Command): void {
  program
    .command('audit')
    .description('the record of all changes')
    .command('verify')
    .description('check that no record was altered, removed or added behind the product')
    .action(
      withContext(async ({ client, output }) => {
        const { rows, valid, firstBrokenSeq, head } = await client.verifyAudit();
        output.result(
          { rows, valid, firstBrokenSeq, head },
          valid ? `${rows} records, unbroken. Head ${head}` : `BROKEN at record ${firstBrokenSeq} of ${rows}.`,
        );
        if (!valid) throw new Error('The audit chain is broken.');
      }),
    );
}
