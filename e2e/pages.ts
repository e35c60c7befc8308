import type { ControlApi } from './control-api';

/** Every page of the console for someone signed in, with resources that exist. */
export function consolePages(made: { endpoint: string; model: string; version: number; deployment: string; requestId: string }): string[] {
  return [
    '/overview',
    '/models',
    `/models/${made.model}`,
    `/models/${made.model}/versions/${made.version}`,
    `/models/${made.model}/compare?left=${made.version}&right=${made.version}`,
    '/deploy',
    `/playground?endpoint=${made.endpoint}`,
    '/endpoints',
    `/endpoints/${made.endpoint}`,
    `/endpoints/${made.endpoint}?tab=metrics`,
    `/endpoints/${made.endpoint}?tab=logs`,
    `/endpoints/${made.endpoint}?tab=deployments`,
    `/endpoints/${made.endpoint}?tab=scaling`,
    `/endpoints/${made.endpoint}?tab=cost`,
    `/endpoints/${made.endpoint}?tab=access`,
    `/endpoints/${made.endpoint}?tab=settings`,
    `/endpoints/${made.endpoint}/deployments/${made.deployment}`,
    '/monitoring',
    '/logs',
    `/logs/${made.requestId}`,
    '/billing',
    '/access',
    '/access?tab=members',
    '/audit',
    '/fleet',
    '/status',
    '/settings',
    '/docs',
    '/docs/errors',
  ];
}

/** Makes one of everything that has a page. */
export async function fillInstallation(api: ControlApi, name: string): Promise<Parameters<typeof consolePages>[0]> {
  const version = await api.registerSample(name, 'iris');
  await api.createEndpoint(name, { model: name, version });
  const { requestId } = await api.must<{ requestId: string }>('POST', `/v1/endpoints/${name}/predict`, { rows: [[5.1, 3.5, 1.4, 0.2]] });
  await api.until('the request is in the log', async () => (await api.call('GET', `/api/v1/requests/${requestId}`)).status === 200, 20_000);
  const { deployment } = await api.must<{ deployment: { id: string } }>('GET', `/api/v1/endpoints/${name}`);
  return { endpoint: name, model: name, version, deployment: deployment.id, requestId };
}
