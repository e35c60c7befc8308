import { type Command, InvalidArgumentError } from 'commander';
import { runDemoTraffic } from '../../demo-traffic';
import { withContext } from '../context';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('see the product live')
    .command('traffic')
    .description('send varied requests, some of them wrong, to all endpoints in service, under a key of its own')
    .option('--minutes <number>', 'how long', positive, 5)
    .action(
      withContext(async ({ client, output }, { minutes }: { minutes: number }) => {
        const stop = new AbortController();
        process.once('SIGINT', () => stop.abort());
        const done = await runDemoTraffic({
          http: client.http,
          baseUrl: client.baseUrl,
          minutes,
          signal: stop.signal,
          onProgress: ({ sent, answered, refused, secondsLeft }) =>
            output.progress('traffic', 1 - secondsLeft / (minutes * 60), `${sent} sent, ${answered} answered, ${refused} refused, ${secondsLeft} s left`),
        });
        output.progressDone();
        output.result(
          done,
          `${done.sent} requests to ${done.endpoints.join(', ')}: ${done.answered} answered, ${done.refused} refused, ${done.lost} lost. The key is revoked.`,
        );
      }),
    );
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
