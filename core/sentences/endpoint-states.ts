import { defineSentences } from './sentence';

/** Why an endpoint does not take a change now, and what a caller reads while it does not answer. A file of its own: it reaches the browser. */
export const endpointStateWords = defineSentences('endpointStates', {
  creating: ['The endpoint is being created; its first deployment is under way.', '端点正在创建，首次部署正在进行。'],
  updating: ['Another deployment of the endpoint is under way.', '该端点的另一次部署正在进行。'],
  rollingBack: ['The endpoint is being rolled back.', '端点正在回滚。'],
  waking: ['The endpoint is starting.', '端点正在启动。'],
  inService: ['The endpoint is in service.', '端点正在提供服务。'],
  degraded: ['The endpoint is in service with fewer replicas than it should have.', '端点正在提供服务，但副本数少于应有数量。'],
  scaledToZero: ['The endpoint is scaled to zero.', '端点已缩容到零。'],
  stopped: ['The endpoint is stopped.', '端点已停止。'],
  failed: ['The last deployment of the endpoint failed and nothing serves.', '端点的上一次部署失败，目前没有任何服务。'],
  deleting: ['The endpoint is being deleted.', '端点正在删除。'],
  waitOrCancel: ['Wait until it has ended, or cancel it.', '请等待其结束，或将其取消。'],
  startFirst: ['Start it first.', '请先启动它。'],
  deployAnew: ['Make a new deployment.', '请进行一次新的部署。'],
  otherNameOrWait: ['Use another name, or wait until it is gone.', '请使用其他名称，或等待其删除完成。'],
});
