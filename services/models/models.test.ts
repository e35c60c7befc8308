import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { variantsInput } from '../endpoint-configs/schemas';
import { createEndpoint } from '../endpoints';
import { createModel, getModel, listModels, removeModel, updateModel } from '.';
import { CreateModelInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** Its model `iris` has four versions. */
const make = () => createServingOrganization(db.database);
const input = (name: string, more: object = {}) => CreateModelInput.parse({ name, ...more });

describe('models', () => {
  test('are created with an audit record and an event, and found again', async () => {
    const of = await make();
    const created = await createModel(of.admin, input('flower', { description: 'Flowers.', tags: { team: 'garden' } }));
    expect(created).toMatchObject({
      name: 'flower',
      project: 'default',
      description: 'Flowers.',
      tags: { team: 'garden' },
      versions: 0,
      latestVersion: null,
      endpoints: [],
      revision: 1,
    });
    expect(await getModel(of.admin, { model: 'flower' })).toEqual(created);
    expect(await of.look((tx) => tx.audit.count({ where: { action: 'models:Upload', resource: 'models/flower' } }))).toBe(1);
    expect(await of.look((tx) => tx.event.count({ where: { type: 'model.created', topics: { has: 'models/flower' } } }))).toBe(1);
  });

  test('take each name once, also from two at once', async () => {
    const of = await make();
    const outcomes = await Promise.allSettled([createModel(of.admin, input('one')), createModel(of.admin, input('one'))]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(createModel(of.admin, input('iris'))).rejects.toMatchObject({ code: 'NAME_TAKEN', details: { errors: [{ pointer: '/name' }] } });
    const other = await make();
    await expect(createModel(other.admin, input('one'))).resolves.toMatchObject({ name: 'one' });
  });

  test.each(['', '-a', 'a-', 'a_b', 'a/b', 'ä', 'a'.repeat(64), '../x'])('refuse the name %j', (name) => {
    expect(CreateModelInput.safeParse({ name }).success).toBe(false);
  });

  test('are listed with their latest version, by a part of the name and by stage', async () => {
    const of = await make();
    await createModel(of.admin, input('Flower'));
    const all = await listModels(of.admin, { limit: 50, sort: 'name' });
    expect(all.items.map((model) => [model.name, model.versions, model.latestVersion?.number ?? null])).toEqual([
      ['Flower', 0, null],
      ['iris', 4, 4],
    ]);
    expect((await listModels(of.admin, { limit: 50, q: 'FLOW' })).items.map((model) => model.name)).toEqual(['Flower']);
    expect((await listModels(of.admin, { limit: 50, stage: 'Archived' })).items.map((model) => model.name)).toEqual(['iris']);
    expect((await listModels(of.admin, { limit: 50, framework: 'sklearn' })).items).toEqual([]);
  });

  test('are changed at the revision that was seen', async () => {
    const of = await make();
    expect(await updateModel(of.admin, { model: 'iris', description: 'New.', revision: 1 })).toMatchObject({ description: 'New.', revision: 2 });
    await expect(updateModel(of.admin, { model: 'iris', description: 'Late.', revision: 1 })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect((await getModel(of.admin, { model: 'iris' })).description).toBe('New.');
    const [audit] = await of.look((tx) => tx.audit.findMany({ where: { action: 'models:Update' } }));
    expect(audit).toMatchObject({ before: { description: '' }, after: { description: 'New.' } });
  });

  test('are not deleted while an endpoint serves them, and the endpoint is named', async () => {
    const of = await make();
    await createEndpoint(
      of.admin,
      { name: 'shop', config: { variants: variantsInput.parse([{ name: 'main', model: 'iris', version: 1 }]) } },
      { fleet: testFleet },
    );
    expect((await getModel(of.admin, { model: 'iris' })).endpoints).toEqual(['shop']);
    await expect(removeModel(of.admin, { model: 'iris' })).rejects.toMatchObject({
      code: 'IN_USE',
      message: 'The model iris is deployed to shop.',
    });
    await of.look((tx) => tx.endpoint.updateMany({ data: { deletedAt: new Date() } }));
    await removeModel(of.admin, { model: 'iris' });
    await expect(getModel(of.admin, { model: 'iris' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await of.look((tx) => tx.version.count())).toBe(0);
    expect(await of.look((tx) => tx.audit.count({ where: { action: 'models:Delete' } }))).toBe(1);
  });

  test('of another organization are not there; without the right they are refused', async () => {
    const [of, stranger] = [await make(), await make()];
    await createModel(of.admin, input('secret'));
    for (const call of [getModel, removeModel]) await expect(call(stranger.admin, { model: 'secret' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updateModel(stranger.admin, { model: 'secret', description: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const reader = of.as('models:Read');
    await expect(createModel(reader, input('x'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(updateModel(reader, { model: 'secret', description: 'x' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(removeModel(reader, { model: 'secret' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(getModel(of.as('endpoints:Read'), { model: 'secret' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await of.look((tx) => tx.audit.count({ where: { outcome: 'denied' } }))).toBe(4);
  });
});
