import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { auditVerify } from './audit-verify';
import { consoleSize } from './console-size';
import { endToEnd } from './end-to-end';
import { frameworkChecks, frameworks } from './frameworks';
import { lifecycle } from './lifecycle';
import { passThrough } from './pass-through';
import { type Benchmark, machineText, printResult, type Result } from './report';
import { scaling } from './scaling';
import { startUp } from './start-up';

const benchmarks: readonly Benchmark[] = [passThrough, endToEnd, frameworks, frameworkChecks, startUp, auditVerify, consoleSize, scaling, lifecycle];

/** `npm run bench [-- NAME …] [--rounds N] [--json FILE]`: ratios of one interleaved run each. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${benchmarks.map((benchmark) => benchmark.name).join(', ')}.`);
    return 2;
  }
  const rounds = Number(values.rounds);
  const results: Result[] = [];
  for (const benchmark of benchmarks) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    const outcome = await benchmark.run(rounds);
    const result = { benchmark: benchmark.name, about: benchmark.about, at: new Date().toISOString(), machine: machineText(), rounds, ...outcome };
    printResult(result);
    results.push(result);
  }
  if (values.json !== undefined) {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
  return 0;
}

process.exit(await main());
