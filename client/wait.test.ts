import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from './client';
import { WaitLimit, waitForDeployment, waitForEndpoint } from './wait';

let server: Server;
let client: Client;
let answered = 0;
/** After so many answers the server says nothing more, as one that hangs. */
let answersMax = Number.POSITIVE_INFINITY;

beforeEach(async () => {
  answered = 0;
  answersMax = Number.POSITIVE_INFINITY;
  server = createServer((_request, response) => {
    if (answered++ >= answersMax) return;
    const phases = [
      { name: 'Reserve', state: 'Done', startedAt: null, endedAt: null, detail: '' },
      { name: 'Pull model', state: 'Running', startedAt: null, endedAt: null, detail: '' },
    ];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ number: 3, endpoint: 'iris', state: 'InProgress', phases }));
  });
  const port = await new Promise<number>((done) => server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)));
  client = new Client({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'aim_test' });
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

test('a wait that is over says what it waited for and what to do', async () => {
  const waited = waitForDeployment(client, 'dep_1', undefined, new WaitLimit(1));
  await expect(waited).rejects.toMatchObject({
    code: 'WAIT_TIMEOUT',
    detail: 'Deployment 3 of iris is still InProgress (Pull model) after 1 s.',
    fix: expect.stringContaining('--timeout'),
  });
  expect(answered).toBeGreaterThan(1);
});

test('a server that falls silent does not hold it', async () => {
  answersMax = 1;
  await expect(waitForDeployment(client, 'dep_1', undefined, new WaitLimit(1))).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
});

test('the waits of one command share one limit', async () => {
  const limit = new WaitLimit(1);
  await expect(waitForDeployment(client, 'dep_1', undefined, limit)).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
  const before = performance.now();
  await expect(waitForEndpoint(client, 'iris', 'InService', limit)).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
  expect(performance.now() - before).toBeLessThan(900);
});
