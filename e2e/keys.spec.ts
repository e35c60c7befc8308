import { needsBrowser, signInOnPage } from './browser-session';
import { expect, test } from './fixtures';

test('a key works from the answer that shows it, is shown once, and is refused from the answer to its revocation', async ({ installation, api }) => {
  const version = await api.registerSample('keyed', 'iris');
  await api.createEndpoint('keyed', { model: 'keyed', version });
  const created = await api.must<{ id: string; key: string; prefix: string }>('POST', '/api/v1/keys', { name: 'for one test' });
  expect(created.key).toMatch(/^aim_/);
  const call = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${created.key}`, 'content-type': 'application/json' };
    return (await fetch(`${installation.url}/v1/endpoints/keyed/predict`, { method: 'POST', headers, body: '{"rows":[[5.1,3.5,1.4,0.2]]}' })).status;
  };
  expect(await call()).toBe(200);
  expect(JSON.stringify(await api.must('GET', '/api/v1/keys?limit=200'))).not.toContain(created.key);

  await api.must('DELETE', `/api/v1/keys/${created.id}`);
  expect(await call()).toBe(401);
  const refused = await fetch(`${installation.url}/api/v1/endpoints`, { headers: { authorization: `Bearer ${created.key}` } });
  expect(refused.status).toBe(401);
  await api.must('DELETE', '/api/v1/endpoints/keyed');
});

test('a key may not make a key that may more than itself', async ({ installation, api }) => {
  const maker = await api.must<{ id: string; key: string }>('POST', '/api/v1/keys', { name: 'maker', actions: ['keys:*'] });
  const answer = await fetch(`${installation.url}/api/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${maker.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'greedy', actions: ['*'] }),
  });
  expect(answer.status).toBe(403);
  await api.must('DELETE', `/api/v1/keys/${maker.id}`);
});

test('every change is in the audit, who, what, when and from where, and the chain holds', async ({ api }) => {
  await api.must('POST', '/api/v1/models', { name: 'audited', description: 'made for the record' });
  await api.must('DELETE', '/api/v1/models/audited');
  const { items } = await api.must<{ items: Record<string, unknown>[] }>('GET', '/api/v1/audit?limit=200');
  const about = items.filter((row) => String(row.resource).includes('audited') || JSON.stringify(row).includes('audited'));
  expect(about.length).toBeGreaterThanOrEqual(2);
  expect(about[0]).toMatchObject({ actorType: 'key', ip: '127.0.0.1', outcome: expect.any(String), at: expect.any(String), requestId: expect.any(String) });
  expect(await api.must('GET', '/api/v1/audit/verify')).toMatchObject({ valid: true, firstBrokenSeq: null });
});

test("an endpoint's Access tab shows who may use it, and makes a key for it that works there and nowhere else", async ({ browser, installation, api }) => {
  needsBrowser();
  const version = await api.registerSample('guarded', 'iris');
  await api.createEndpoint('guarded', { model: 'guarded', version });
  const elsewhere = await api.must<{ id: string }>('POST', '/api/v1/keys', { name: 'for elsewhere', endpoints: ['another'] });
  const page = await browser.newPage();
  await signInOnPage(page, installation.url);
  await page.goto(`${installation.url}/endpoints/guarded?tab=access`);
  const keys = page.getByRole('table', { name: 'Keys' });
  await expect(page.getByRole('table', { name: 'Members' }).getByRole('row').nth(1)).toContainText('delete');
  await page.getByRole('button', { name: 'Create a key for this endpoint' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('for the guarded one');
  await expect(dialog.getByRole('checkbox', { name: 'guarded' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('dialog', { name: 'Your new key' })).toContainText('aim_');
  const key = /aim_live_\w+/.exec(await page.getByRole('dialog').innerText())?.[0] ?? '';
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(keys.getByRole('row', { name: /for the guarded one/ })).toContainText('call');
  await expect(keys).not.toContainText('for elsewhere');

  const call = async (endpoint: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await fetch(`${installation.url}/v1/endpoints/${endpoint}/predict`, { method: 'POST', headers, body: '{"rows":[[5.1,3.5,1.4,0.2]]}' })).status;
  };
  expect(await call('guarded')).toBe(200);
  expect(await call('another')).not.toBe(200);
  await api.must('DELETE', `/api/v1/keys/${elsewhere.id}`);
  await api.must('DELETE', '/api/v1/endpoints/guarded');
  await page.close();
});
