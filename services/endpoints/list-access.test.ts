import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { listEndpointAccess } from '.';

const clock = new ManualClock();
let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

type Facts = { actions: string[]; endpoints?: string[]; expiresAt?: Date; revokedAt?: Date };

async function scene() {
  const of = await createServingOrganization(db.database, clock);
  const owner = { organizationId: of.organizationId, projectId: of.projectId };
  await of.look((tx) => tx.endpoint.create({ data: { id: newId('ep'), ...owner, name: 'iris', state: 'InService', createdBy: 'x' } }));
  return {
    of,
    key: async (name: string, facts: Facts): Promise<void> => {
      const id = newId('key');
      await of.look((tx) => tx.apiKey.create({ data: { id, ...owner, name, prefix: 'aim_live_abcd', sha256: id, createdBy: 'x', ...facts } }));
    },
    member: async (name: string, role: string): Promise<void> => {
      const id = newId('usr');
      await of.look(async (tx) => {
        await tx.user.create({ data: { id, email: `${id}@example.com`, name, passwordHash: 'x' } });
        await tx.member.create({ data: { id: newId('mem'), organizationId: of.organizationId, userId: id, role } });
      });
    },
    access: (ctx = of.admin) => listEndpointAccess({ ...ctx, clock }, { name: 'iris' }),
  };
}

describe('who may use an endpoint', () => {
  test('are the keys that work now, reach it and may do something with it', async () => {
    const { key, access } = await scene();
    const past = new Date(clock.now() - 1);
    await key('everything', { actions: ['*'] });
    await key('this one', { actions: ['endpoints:Invoke'], endpoints: ['digits', 'iris'] });
    await key('endpoints', { actions: ['endpoints:*'], endpoints: ['iris'], expiresAt: new Date(clock.now() + 1_000) });
    await key('another endpoint', { actions: ['endpoints:Invoke'], endpoints: ['digits'] });
    await key('only metrics', { actions: ['metrics:Read', 'models:*'] });
    await key('revoked', { actions: ['endpoints:Invoke'], revokedAt: past });
    await key('expired', { actions: ['endpoints:Invoke'], expiresAt: past });
    const { keys } = await access();
    const all = ['Invoke', 'Read', 'Deploy', 'Stop', 'Start', 'Delete'].map((verb) => `endpoints:${verb}`);
    expect(keys?.items.map(({ name, may, onlyNamed }) => [name, may, onlyNamed])).toEqual([
      ['endpoints', all, true],
      ['this one', ['endpoints:Invoke'], true],
      ['everything', all, false],
    ]);
    expect(keys?.total).toBe(3);
    expect(JSON.stringify(keys)).not.toContain('sha256');
  });

  test('are the members by their roles', async () => {
    const { member, access } = await scene();
    await member('Vera', 'viewer');
    await member('Enno', 'engineer');
    await member('Mara', 'manager');
    const { members } = await access();
    expect(members?.map(({ name, role, may }) => [name, role, may.map((action) => action.slice('endpoints:'.length))])).toEqual([
      ['Vera', 'viewer', ['Read']],
      ['Enno', 'engineer', ['Invoke', 'Read', 'Deploy', 'Stop', 'Start', 'Delete']],
      ['Mara', 'manager', ['Read', 'Stop']],
    ]);
  });

  test('is told as far as the caller may read it, and to nobody of another organization', async () => {
    const { of, key, member, access } = await scene();
    await key('everything', { actions: ['*'] });
    await member('Vera', 'viewer');
    expect(await access(of.as('endpoints:Read'))).toEqual({ keys: null, members: null });
    expect(await access(of.as('endpoints:Read', 'keys:Read'))).toMatchObject({ keys: { total: 1 }, members: null });
    await expect(access(of.as('keys:Read', 'members:Read'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(access({ ...of.as('endpoints:Read'), endpoints: ['digits'] })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const stranger = await createServingOrganization(db.database, clock);
    await expect(access(stranger.admin)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
