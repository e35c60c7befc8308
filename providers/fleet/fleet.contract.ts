import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '@/core/ids';
import type { FleetInstance, FleetProvider, StartRequest } from './provider';

export interface FleetUnderTest {
  /** As a process sees it that has just begun: it remembers nothing. */
  open(): FleetProvider;
  /** A type that the fleet offers, with room for eight instances of one replica. */
  readonly type: string;
  /** Ends an instance from outside, as a person or a power cut does. */
  kill(instance: FleetInstance): Promise<void>;
  close(): Promise<void>;
}

/** What every fleet must do. */
export function describeFleet(name: string, open: () => Promise<FleetUnderTest>): void {
  describe(`fleet: ${name}`, () => {
    let under: FleetUnderTest;
    let fleet: FleetProvider;
    beforeAll(async () => {
      under = await open();
      fleet = under.open();
    });
    afterAll(() => under.close());

    const request = (id = newId('ins'), more: Partial<StartRequest> = {}): StartRequest => ({
      id,
      type: under.type,
      replicas: 1,
      group: { endpointId: 'ep_1', endpoint: 'iris', variant: 'main' },
      ...more,
    });

    /** Asks until the instance has a place at the provider, as control does. */
    async function started(wanted: StartRequest, at: FleetProvider = fleet): Promise<FleetInstance> {
      const deadline = Date.now() + 20_000;
      for (;;) {
        const instance = await at.start(wanted);
        if (instance.providerId !== null) return instance;
        if (Date.now() > deadline) throw new Error(`${wanted.id} did not start`);
      }
    }

    const ofId = async (id: string, at: FleetProvider = fleet) => (await at.list()).filter((instance) => instance.id === id);
    const alive = async (at: FleetProvider = fleet) => (await at.list()).filter(({ state }) => state === 'starting' || state === 'running');

    test('starts an instance by our id, lists it with its type, and ends it', async () => {
      const wanted = request();
      const instance = await started(wanted);
      expect(instance).toMatchObject({ id: wanted.id, type: under.type, detail: '' });
      expect(['starting', 'running']).toContain(instance.state);
      expect(await ofId(wanted.id)).toMatchObject([{ id: wanted.id, providerId: instance.providerId, type: under.type }]);
      await fleet.stop([wanted.id], 'test');
      expect((await ofId(wanted.id)).filter(({ state }) => state !== 'stopped')).toEqual([]);
    });

    test('an instance asked for twice, or by a process that began anew, is the same one', async () => {
      const wanted = request();
      const first = await started(wanted);
      const again = await started(wanted);
      const afterRestart = await started(wanted, under.open());
      expect([again.providerId, afterRestart.providerId]).toEqual([first.providerId, first.providerId]);
      expect(await ofId(wanted.id, under.open())).toHaveLength(1);
      await fleet.stop([wanted.id], 'test');
    });

    test('instances asked for at once are as many as were asked for', async () => {
      const wanted = Array.from({ length: 4 }, () => request());
      const instances = await Promise.all(wanted.map((one) => started(one)));
      expect(new Set(instances.map(({ providerId }) => providerId)).size).toBe(4);
      expect(await alive()).toHaveLength(4);
      await fleet.stop(
        wanted.map(({ id }) => id),
        'test',
      );
      expect(await alive()).toEqual([]);
    });

    test('ends the instance that is named, and no other', async () => {
      const [a, b, c] = [request(), request(), request()];
      for (const one of [a, b, c]) await started(one);
      await fleet.stop([b.id], 'test');
      expect((await alive()).map(({ id }) => id).sort()).toEqual([a.id, c.id].sort());
      await fleet.stop([a.id, c.id], 'test');
    });

    test('keeps variants apart', async () => {
      const [a, b] = [request(), request(undefined, { group: { endpointId: 'ep_1', endpoint: 'iris', variant: 'challenger' } })];
      for (const one of [a, b]) await started(one);
      await fleet.stop([a.id], 'test');
      expect((await alive()).map(({ id }) => id)).toEqual([b.id]);
      await fleet.stop([b.id], 'test');
    });

    test('stopping what is gone, or never was, is no error', async () => {
      const wanted = request();
      await started(wanted);
      await fleet.stop([wanted.id], 'test');
      await fleet.stop([wanted.id, newId('ins')], 'again');
      expect(await alive()).toEqual([]);
    });

    test('an instance that ended by itself is listed as stopped, with a reason, or no more; its id may be started again', async () => {
      const wanted = request();
      const instance = await started(wanted);
      await under.kill(instance);
      const deadline = Date.now() + 20_000;
      while ((await alive()).some(({ id }) => id === wanted.id) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      for (const ended of await ofId(wanted.id)) expect(ended).toMatchObject({ state: 'stopped', detail: expect.anything() });
      await fleet.stop([wanted.id], 'it is lost');
      const next = await started(wanted);
      expect(next.providerId).not.toBe(instance.providerId);
      expect((await alive()).map(({ id }) => id)).toEqual([wanted.id]);
      await fleet.stop([wanted.id], 'test');
    });

    test('refuses a type it does not offer, and starts nothing', async () => {
      await expect(fleet.start(request(undefined, { type: 'z9.nowhere' }))).rejects.toMatchObject({
        code: 'INSTANCE_TYPE_UNKNOWN',
        details: { fix: expect.anything() },
      });
      expect(await alive()).toEqual([]);
    });

    test('offers types with their size', async () => {
      const offer = (await fleet.offers()).find((one) => one.name === under.type);
      expect(offer).toMatchObject({ available: true, reason: '' });
      expect(Math.min(offer?.cpus ?? 0, offer?.replicasMax ?? 0)).toBeGreaterThanOrEqual(1);
      expect(offer?.memoryBytes).toBeGreaterThan(256 * 1024 ** 2);
    });

    test('a sweep leaves what has an id alone', async () => {
      const wanted = request();
      await started(wanted);
      await fleet.sweep();
      expect((await alive()).map(({ id }) => id)).toEqual([wanted.id]);
      await fleet.stop([wanted.id], 'test');
    });

    test('its own check passes', async () => {
      expect(await fleet.check()).toMatchObject({ ok: true });
    });
  });
}
