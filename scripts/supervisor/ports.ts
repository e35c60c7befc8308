import { createServer } from 'node:net';
import { StartError } from './start-error';

/** @throws StartError where the port cannot be had, with what to do; port 0 is always fine */
export async function requireFreePort(setting: 'PORT' | 'TLS_PORT', host: string, port: number): Promise<void> {
  if (port === 0) return;
  try {
    await listenOnce(host, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${port} is in use by another program. Stop it, or set ${setting} to another port (0 takes a free one).`);
    if (code === 'EACCES') throw new StartError(`Port ${port} needs more rights than this user has. Set ${setting} to one above 1023.`);
    throw new StartError(`${host}:${port} cannot be listened on: ${code ?? String(error)}. Check HOST and ${setting}.`);
  }
}

/** A port of the loopback address that is free now. */
export function freePort(): Promise<number> {
  return listenOnce('127.0.0.1', 0);
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().on('error', failed);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
