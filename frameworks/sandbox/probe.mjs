import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/**
 * Runs inside a sandbox and tries to get out or to take more than allowed. The job comes as JSON in the first argument, the answer is one line of JSON:
 * a list of `{name, escaped, said}`. A file of its own, so that it starts as fast as Node does.
 */
const job = JSON.parse(process.argv[2] ?? '{}');
const attempts = [];
const told = (name, escaped, said) => attempts.push({ name, escaped, said: String(said).slice(0, 200) });

/** `act` succeeding is an escape. */
const attempt = (name, act) => {
  try {
    told(name, true, act());
  } catch (error) {
    told(name, false, error.code ?? error.message);
  }
};

const connection = (name, where) =>
  new Promise((done) => {
    const socket = connect(where);
    const end = (escaped, said) => {
      socket.destroy();
      told(name, escaped, said);
      done();
    };
    socket.setTimeout(2000, () => end(false, 'no answer'));
    socket.once('connect', () => end(true, 'connected'));
    socket.once('error', (error) => end(false, error.code));
  });

/** Processes until the limit refuses one. All of them end with this one. */
const forkBomb = async () => {
  for (let i = 0; i < job.tasks + 8; i++) {
    const child = spawn('/usr/bin/sleep', ['60'], { stdio: 'ignore' });
    const refused = await new Promise((done) => {
      child.once('spawn', () => done(null));
      child.once('error', done);
    });
    if (refused !== null) return told('processes', false, `${refused.code} after ${i}`);
  }
  told('processes', true, `${job.tasks + 8} started`);
};

const fill = (file, bytes) => {
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(1024 * 1024);
  try {
    for (let at = 0; at < bytes; at += block.byteLength) writeSync(descriptor, block);
    return `${bytes} bytes written`;
  } finally {
    ftruncateSync(descriptor, 0);
    closeSync(descriptor);
  }
};

attempt('read /etc/passwd', () => readFileSync('/etc/passwd', 'utf8').length);
attempt('read the data directory', () => readFileSync(job.secret, 'utf8').length);
attempt('list the data directory', () => readdirSync(job.secretFolder).length);
for (const file of [join(job.secretFolder, 'written'), '/written', '/usr/written', '/etc/written', '/dev/written'])
  attempt(`write ${file === join(job.secretFolder, 'written') ? 'the data directory' : file}`, () => writeFileSync(file, 'x'));
await connection('connect to a port of this machine', { host: '127.0.0.1', port: job.port });
await connection('connect to a socket of this machine', { path: `\0${job.abstract}` });
await connection('connect to a socket file of this machine', { path: job.socket });
attempt('signal another process', () => process.kill(job.pid, 0));
{
  // In base64, so that this process's own arguments are not what is found.
  const marker = Buffer.from(job.marker, 'base64').toString();
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(marker));
  told('see other processes', others.length > 0, `${others.length} seen`);
}
{
  const status = readFileSync('/proc/self/status', 'utf8');
  const field = (name) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  told('keep capabilities', /[^0]/.test(field('CapEff')) || /[^0]/.test(field('CapBnd')), `${field('CapEff')} ${field('CapBnd')}`);
  told('gain privileges', field('NoNewPrivs') !== '1', field('NoNewPrivs'));
  told('be another user', field('Uid') !== String(job.user), field('Uid'));
}
{
  const foreign = Object.keys(process.env).filter((name) => !['PATH', 'PWD', '_', 'SHLVL', 'OLDPWD', 'ORT_DISABLE_TELEMETRY'].includes(name));
  told('read its surroundings', foreign.length > 0, foreign.join(' '));
}
for (const { name, program } of job.calls) {
  const file = `/tmp/${name}`;
  writeFileSync(file, Buffer.from(program, 'base64'), { mode: 0o700 });
  const { status, signal } = spawnSync(file, [], { timeout: 2000 });
  told(name, ![1, 38, 97].includes(status), `errno ${status} ${signal ?? ''}`);
}
attempt('write a file beyond its limit', () => fill('/tmp/large', job.fileBytes + 1024 * 1024));
attempt('fill /tmp', () => {
  for (let i = 0; i <= job.temporaryBytes / job.fileBytes; i++) fillPart(i);
  return 'filled';
});
attempt('fill /dev/shm', () => {
  if (!existsSync('/dev/shm')) throw new Error('it has none');
  for (let i = 0; i <= job.temporaryBytes / job.fileBytes; i++) writeFileSync(`/dev/shm/${i}`, Buffer.alloc(job.fileBytes));
  return 'filled';
});
await forkBomb();
process.stdout.write(`${JSON.stringify(attempts)}\n`, () => process.exit(0));

function fillPart(i) {
  writeFileSync(`/tmp/part${i}`, Buffer.alloc(job.fileBytes));
}
