import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LogLines } from './log-lines';

const terminal = (isTTY: boolean) => {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream: Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream, text: () => text };
};

async function follow(isTTY: boolean, chunks: readonly string[]): Promise<{ shown: string; kept: string; seen: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-lines-'));
  const { stream, text } = terminal(isTTY);
  const lines = new LogLines(folder, stream);
  const source = new PassThrough();
  const seen: string[] = [];
  lines.follow('aimass-gateway', source, (line) => seen.push(line));
  for (const chunk of chunks) source.write(chunk);
  source.end();
  await new Promise((ended) => source.on('close', ended));
  await lines.close();
  return { shown: text(), kept: readFileSync(join(folder, 'aimass-gateway.log'), 'utf8'), seen };
}

test('passes JSON lines on as they are, also when they come in pieces, and makes JSON of others', async () => {
  const { shown, kept, seen } = await follow(false, ['{"level":"info","msg":"on', 'e"}\nplain words\n', '{"msg":"last, without an end"}']);
  expect(seen).toEqual(['{"level":"info","msg":"one"}', 'plain words', '{"msg":"last, without an end"}']);
  expect(shown).toBe(kept);
  const entries = kept
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; process?: string });
  expect(entries.map((entry) => entry.msg)).toEqual(['one', 'plain words', 'last, without an end']);
  expect(entries[1]?.process).toBe('aimass-gateway');
});

test('on a terminal a line is for people, in the file it stays JSON', async () => {
  const { shown, kept } = await follow(true, ['{"level":"warn","time":"2026-01-02T03:04:05.678Z","process":"aimass-gateway","pid":7,"msg":"slow","ms":12}\n']);
  expect(shown).toContain('03:04:05.678');
  expect(shown).toContain('slow');
  expect(shown).toContain('ms=12');
  expect(shown).not.toContain('{');
  expect(JSON.parse(kept)).toMatchObject({ msg: 'slow', ms: 12 });
});
