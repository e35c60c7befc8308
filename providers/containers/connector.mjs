// Runs in the network of one container, which nothing else reaches. It opens connections there and hands them to the process that
// started it; when that process is gone, however it ended, it ends the container.
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { connect } from 'node:net';

process.title = 'aimass-connector';
const [pid, removal] = process.argv.slice(2);
const { command, args, env } = JSON.parse(removal);

process.on('message', ({ id, port }) => {
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => process.send({ id }, socket));
  socket.once('error', (error) => process.connected && process.send({ id, error: error.code ?? error.message }));
});

process.once('disconnect', () => {
  // The number may be another process's by now, but not one in this network.
  if (networkOf(pid) === networkOf('self')) process.kill(Number(pid), 'SIGKILL');
  spawnSync(command, args, { env, stdio: 'ignore' });
  process.exit(0);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

function networkOf(of) {
  try {
    return readlinkSync(`/proc/${of}/ns/net`);
  } catch {
    return of; // gone
  }
}

process.send({ ready: true });
