import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@/core/bundle';
import { runProcess } from '@/core/lifecycle';

const closeWithinMs = 5_000;

/** The console's process: Next on loopback, behind the gateway. It serves the build that lies beside this program. */
await runProcess('aimass-console', async (log) => {
  const root = repositoryRoot();
  const built = join(dirname(fileURLToPath(import.meta.url)), 'next');
  if (existsSync(built)) process.env.AIMASS_NEXT_DIST = relative(root, built);
  const { default: next } = await import('next');
  const port = Number(process.env.AIMASS_CONSOLE_PORT);
  const app = next({ dev: false, dir: root, hostname: '127.0.0.1', port });
  await app.prepare();
  process.title = 'aimass-console'; // Next names the process after itself
  // One page's fault must not end the pages of everybody else.
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed that nobody waited for'));
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url }, 'the page failed');
      response.destroy();
    });
  });
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 0; // the gateway bounds requests; streams of events stay open
  await new Promise<void>((listening, failed) => {
    server.on('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  return {
    announce: { port },
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), closeWithinMs).unref();
      await closed;
      await app.close();
    },
  };
});
