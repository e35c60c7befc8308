import { ControlApi } from '@/e2e/control-api';
import { type Installation, startInstallation } from '@/e2e/installation';
import { Load } from './load';

export const apiKey = 'aim_chaos_0123456789abcdef0123456789abcdef01';

/** An installation of its own with the iris sample behind endpoint `iris`. */
export interface Target {
  readonly installation: Installation;
  readonly api: ControlApi;
  load(): Load;
  stop(): Promise<void>;
}

export async function startTarget(replicas: number, environment: Record<string, string> = {}): Promise<Target> {
  const installation = await startInstallation({
    AIMASS_INIT_ADMIN_EMAIL: 'chaos@example.com',
    AIMASS_INIT_ADMIN_PASSWORD: 'correct horse battery',
    AIMASS_INIT_API_KEY: apiKey,
    ...environment,
  });
  const api = new ControlApi(installation.url, apiKey);
  const version = await api.registerSample('iris', 'iris');
  await api.createEndpoint('iris', { model: 'iris', version, replicasPerInstance: replicas });
  return {
    installation,
    api,
    load: () => new Load({ url: installation.url, apiKey, endpoint: 'iris', body: '{"rows":[[5.1,3.5,1.4,0.2]]}', expect: '"label":"setosa"' }),
    stop: async () => {
      await api.close();
      await installation.stop();
    },
  };
}
