import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Where no pipe of the agent comes into the sandbox, there is a socket of the agent in the replica's folder. It is made to be like the pipe:
 * `process.send`, `process.connected`, and the events `message` and `disconnect`. Nothing happens where Node has the pipe itself.
 */
export function joinAgent(path = process.env.AIMASS_AGENT_SOCKET): void {
  if (path === undefined || process.send !== undefined) return;
  const socket = connect(path);
  process.connected = true;
  process.send = (message: unknown, ...more: unknown[]) => {
    const told = more.find((one) => typeof one === 'function') as ((error: Error | null) => void) | undefined;
    return socket.write(`${JSON.stringify(message)}\n`, (error) => told?.(error ?? null));
  };
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => process.emit('message', JSON.parse(line), undefined));
  for (const one of [socket, lines]) one.on('error', () => undefined); // it closes then
  socket.once('close', () => {
    process.connected = false;
    process.emit('disconnect');
  });
}
