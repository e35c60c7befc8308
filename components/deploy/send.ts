import { api } from '@/components/api';
import type { DraftData } from '@/components/drafts/draft-data';
import type { Deployment } from '@/services/deployments/schemas';
import type { Endpoint } from '@/services/endpoints/schemas';
import { requestOf } from './plan';

/** Deploys a draft: a new endpoint, or a new deployment of one. @returns what to watch */
export async function deployDraft(data: DraftData): Promise<{ id: string; endpoint: string }> {
  const { path, body } = requestOf(data);
  if (data.release.mode === 'existing') {
    const deployment = await api.post<Deployment>(path, body);
    return { id: deployment.id, endpoint: deployment.endpoint };
  }
  const endpoint = await api.post<Endpoint>(path, body);
  if (endpoint.deployment === null) throw new Error('the endpoint was created without a deployment');
  return { id: endpoint.deployment.id, endpoint: endpoint.name };
}
