import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { predictCommand, sampleBodyOf } from './snippets';

test('a stored sample gives its request, a bare one itself', () => {
  expect(sampleBodyOf({ request: { rows: [[1, 2]] }, response: {} })).toBe('{"rows":[[1,2]]}');
  expect(sampleBodyOf({ rows: [[1]] })).toBe('{"rows":[[1]]}');
  expect(sampleBodyOf(null)).toContain('rows');
});

/** Runs the command in a real shell whose `curl` prints what it was given. */
function argumentsOf(command: string): string[] {
  const shell = `curl() { for one; do printf '%s\\0' "$one"; done; }\n${command}`;
  const output = execFileSync('sh', ['-c', shell], { env: { ...process.env, AIMASS_API_KEY: 'from-the-variable' } });
  return output.toString().split('\0').slice(0, -1);
}

test('a real shell passes the body byte by byte, quotes and dollars included', () => {
  const body = `{"rows":[["it's $HOME \\" \`id\`"]]}`;
  const given = argumentsOf(predictCommand('http://127.0.0.1/v1/endpoints/iris/predict', body));
  expect(given.at(-1)).toBe(body);
  expect(given).toContain('Authorization: Bearer from-the-variable');
});

test('a key that was just made is filled in as it is', () => {
  expect(argumentsOf(predictCommand('http://127.0.0.1/', '{}', 'aim_live_abc'))).toContain('Authorization: Bearer aim_live_abc');
});
