import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '@/core/log';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { withTransaction } from '../context';
import { type EventStream, emitEvent, openEventStream, requireTopics } from '.';
import type { LiveEvent } from './schemas';

const log = createLogger('stream-test');
log.level = 'silent';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const open: EventStream[] = [];
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.stop();
});

async function scene() {
  const of = await createServingOrganization(db.database);
  const stream = openEventStream({ databaseUrl: db.url, database: db.database, log });
  open.push(stream);
  const emit = (...topics: string[]) => withTransaction(of.admin, (tx) => emitEvent(tx, { type: 'thing.updated', topics, resource: { topics } }));
  const subscribe = async (topics: string[], after?: string) => {
    const events: LiveEvent[] = [];
    const { close } = await stream.subscribe({ organizationId: of.organizationId, topics, after, onEvent: (event) => events.push(event) });
    return { events, close, ids: () => events.filter((event) => event.id !== '').map((event) => Number(event.id)) };
  };
  return { of, stream, emit, subscribe };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds}`);
    await pause(10);
  }
}

describe('a subscriber', () => {
  test('gets the events of its topics in order, each once, and none of another organization', async () => {
    const [mine, other] = [await scene(), await scene()];
    const subscriber = await mine.subscribe(['endpoints', 'endpoints/iris']);
    const end = await mine.subscribe(['end']);
    for (let at = 0; at < 20; at++) {
      await mine.emit('endpoints', 'endpoints/iris'); // both topics are one's own: still one event
      await mine.emit('models');
      await other.emit('endpoints');
    }
    await mine.emit('end');
    await until(() => end.events.length === 1);
    expect(subscriber.ids()).toEqual(Array.from({ length: 20 }, (_, at) => 2 * at + 1));
    expect(subscriber.events[0]).toMatchObject({ type: 'thing.updated', topic: 'endpoints', resource: { topics: ['endpoints', 'endpoints/iris'] } });
  });

  test('that comes back gets what it missed, however much is emitted meanwhile', async () => {
    const { emit, subscribe } = await scene();
    for (let at = 0; at < 30; at++) await emit('endpoints');
    const emitting = Promise.all(Array.from({ length: 10 }, () => emit('endpoints')));
    const subscriber = await subscribe(['endpoints'], '12');
    await emitting;
    await until(() => subscriber.ids().length === 28);
    expect(subscriber.ids()).toEqual(Array.from({ length: 28 }, (_, at) => at + 13));
  });

  test.each([
    ['whose last event is no longer kept', '2'],
    ['whose last event is of another life of the database', '999'],
  ])('%s is told to look at everything anew', async (_name, after) => {
    const { of, emit, subscribe } = await scene();
    for (let at = 0; at < 10; at++) await emit('endpoints');
    await of.look((tx) => tx.event.deleteMany({ where: { organizationId: of.organizationId, seq: { lt: 6 } } }));
    const subscriber = await subscribe(['endpoints'], after);
    expect(subscriber.events).toMatchObject([{ id: '', type: 'stream.reset' }]);
    await emit('endpoints');
    await until(() => subscriber.ids().length === 1);
    expect(subscriber.ids()).toEqual([11]);
  });

  test('that leaves hears no more', async () => {
    const { emit, subscribe } = await scene();
    const [leaving, staying] = [await subscribe(['endpoints']), await subscribe(['endpoints'])];
    leaving.close();
    await emit('endpoints');
    await until(() => staying.events.length === 1);
    expect(leaving.events).toEqual([]);
  });

  test('hears of metrics as ticks without an id, of its endpoint only', async () => {
    const { of, subscribe } = await scene();
    const [all, iris, digits] = [await subscribe(['metrics']), await subscribe(['metrics/iris']), await subscribe(['metrics/digits'])];
    await of.look((tx) => tx.$executeRaw`SELECT pg_notify('aimass_events', ${`${of.organizationId}:tick:iris,wine`})`);
    await until(() => all.events.length > 0 && iris.events.length > 0);
    expect(iris.events.at(-1)).toMatchObject({ id: '', type: 'metrics.tick', topic: 'metrics/iris' });
    expect(digits.events.filter((event) => JSON.stringify(event.resource).includes('wine'))).toEqual([]);
  });

  test('loses nothing when the listening connection is cut', async () => {
    const { emit, subscribe } = await scene();
    const subscriber = await subscribe(['endpoints', 'metrics']);
    await emit('endpoints');
    await until(() => subscriber.ids().length === 1);
    const admin = new Client({ connectionString: db.url });
    await admin.connect();
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
    await admin.end();
    for (let at = 0; at < 5; at++) await emit('endpoints');
    await until(() => subscriber.ids().length === 6);
    expect(subscriber.ids()).toEqual([1, 2, 3, 4, 5, 6]);
    await until(() => subscriber.events.some((event) => event.type === 'metrics.tick')); // ticks may have been missed: one is sent anyway
  });
});

describe('topics', () => {
  test('ask for the right to read what they tell', async () => {
    const { of } = await scene();
    await requireTopics(of.as('endpoints:Read', 'metrics:Read'), ['endpoints', 'endpoints/iris', 'metrics/iris', 'deployments/dep_1']);
    await expect(requireTopics(of.as('endpoints:Read'), ['endpoints', 'keys'])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const limited = { ...of.as('endpoints:Read', 'metrics:Read'), endpoints: ['iris'] };
    await requireTopics(limited, ['endpoints/iris', 'metrics/iris']);
    await expect(requireTopics(limited, ['endpoints'])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(requireTopics(limited, ['metrics/digits'])).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test.each([[[]], [['nonsense']], [['endpoints', '__proto__']], [Array(51).fill('endpoints')]])('%j are refused', async (topics) => {
    const { of } = await scene();
    await expect(requireTopics(of.admin, topics)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
