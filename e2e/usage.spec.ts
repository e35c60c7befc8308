import { expect, test } from './fixtures';

interface Figures {
  requests: number;
  predictions: number;
  errors: number;
  instanceSeconds: number;
  amountMicros: number;
}
interface Costs {
  items: (Figures & Record<string, unknown>)[];
  total: Figures;
  currency: string;
}

/** What the callers of this file sent, and what must be on the bill. */
const sent = { requests: 40, predictions: 100, errors: 5 };

test('what was called is in usage, metrics, log and bill, the same number everywhere', async ({ api }) => {
  const version = await api.registerSample('billed', 'iris');
  await api.createEndpoint('billed', { model: 'billed', version });
  const from = new Date(Date.now() - 60_000).toISOString();
  const ids: string[] = [];
  for (let n = 0; n < sent.requests - sent.errors; n++) {
    const rows = Array.from({ length: n < 30 ? 3 : 2 }, () => [5.1, 3.5, 1.4, 0.2]);
    const answer = await api.must<{ requestId: string }>('POST', '/v1/endpoints/billed/predict', { rows });
    ids.push(answer.requestId);
  }
  for (let n = 0; n < sent.errors; n++) expect((await api.call('POST', '/v1/endpoints/billed/predict', { rows: [['x']] })).status).toBe(400);

  let usage: Costs = await api.must('GET', '/api/v1/costs?endpoint=billed&groupBy=endpoint');
  await api.until(
    'the usage is there',
    async () => {
      usage = await api.must('GET', '/api/v1/costs?endpoint=billed&groupBy=endpoint');
      return usage.total.requests >= sent.requests;
    },
    20_000,
  );
  expect(usage.total).toMatchObject(sent);
  await api.must('POST', '/api/v1/endpoints/billed/stop', {});
  await api.untilState('billed', 'Stopped');

  const { series } = await api.must<{ series: { name: string; points: [number, number | null][] }[] }>(
    'GET',
    `/api/v1/endpoints/billed/metrics?from=${from}&to=${new Date(Date.now() + 60_000).toISOString()}&series=requests,errors`,
  );
  const sum = (name: string): number => series.find((one) => one.name === name)?.points.reduce((total, [, value]) => total + (value ?? 0), 0) ?? Number.NaN;
  expect(sum('requests')).toBe(sent.requests);
  expect(sum('errors')).toBe(sent.errors);

  const log = await api.must<{ items: { requestId: string }[] }>('GET', '/api/v1/logs?endpoint=billed&limit=200');
  expect(log.items).toHaveLength(sent.requests);
  for (const id of ids) expect(log.items.some((item) => item.requestId === id)).toBe(true);
});

test('one request is found by its id with its stages', async ({ api }) => {
  const { items } = await api.must<{ items: { requestId: string; status: number }[] }>('GET', '/api/v1/logs?endpoint=billed&limit=200');
  const ok = items.find((item) => item.status === 200);
  const request = await api.must<{ stages: Record<string, number>; count: number }>('GET', `/api/v1/requests/${ok?.requestId}`);
  expect(request).toMatchObject({ endpoint: 'billed', model: 'billed', version: 1, variant: 'main', status: 200, count: 1 });
  expect(request.stages.modelMs).toBeGreaterThan(0);
  expect(request.stages.totalMs).toBeGreaterThanOrEqual(request.stages.modelMs ?? 0);
});

test('every grouping and the CSV have the same totals, to the last micro-unit', async ({ api }) => {
  // The endpoint is stopped by now, so that the figures stand still once the last minute is rated.
  const groupings = ['endpoint', 'key', 'day', 'variant', 'project', 'endpoint,key,day', 'model,version'];
  const read = (groupBy: string): Promise<Costs> => api.must('GET', `/api/v1/costs?endpoint=billed&groupBy=${groupBy}`);
  await api.until('the bill stands still', async () => {
    const before = (await read('endpoint')).total;
    await new Promise((next) => setTimeout(next, 6_000));
    return JSON.stringify((await read('endpoint')).total) === JSON.stringify(before);
  });
  const { total, currency } = await read('endpoint');
  expect(total.amountMicros).toBeGreaterThan(0);
  expect(total.instanceSeconds).toBeGreaterThan(0);
  for (const groupBy of groupings) {
    const answer = await read(groupBy);
    expect(answer.total, groupBy).toEqual(total);
    for (const figure of ['amountMicros', 'requests', 'predictions'] as const) {
      expect(
        answer.items.reduce((sum, item) => sum + item[figure], 0),
        `${groupBy} ${figure}`,
      ).toBe(total[figure]);
    }
    const csv = (await api.call('GET', `/api/v1/costs?endpoint=billed&groupBy=${groupBy}&format=csv`)).body as string;
    const [head = '', ...lines] = csv.trim().split(/\r?\n/);
    const column = head.split(',').findIndex((name) => /amount/i.test(name));
    const rows = lines.filter((line) => !/^total\b/i.test(line));
    const micros = rows.map((line) => Math.round(Number(line.split(',')[column]) * (/micros/i.test(head) ? 1 : 1e6)));
    expect(
      micros.reduce((sum, one) => sum + one, 0),
      `CSV by ${groupBy}`,
    ).toBe(total.amountMicros);
  }
  expect(currency).toMatch(/^[A-Z]{3}$/);
});
