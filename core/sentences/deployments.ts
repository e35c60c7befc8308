import { defineSentences } from './sentence';

/** How a rollout goes: events, the log, the details of phases, and why it ended. */
export const deploymentWords = defineSentences('deployments', {
  begun: ['{who} began deployment {number} of {endpoint}.', '{who} 开始了 {endpoint} 的第 {number} 次部署。'],
  rollbackBegun: ['{who} began to roll {endpoint} back to the config of deployment {former}.', '{who} 开始将 {endpoint} 回滚到第 {former} 次部署的配置。'],
  cancelAsked: ['{who} asked to cancel deployment {number} of {endpoint}.', '{who} 请求取消 {endpoint} 的第 {number} 次部署。'],
  succeeded: ['Deployment {number} of {endpoint} succeeded; it serves now.', '{endpoint} 的第 {number} 次部署成功，现已提供服务。'],
  failed: ['Deployment {number} of {endpoint} failed: {why:words}', '{endpoint} 的第 {number} 次部署失败：{why:words}'],
  wasCancelled: ['Deployment {number} of {endpoint} was cancelled: {why:words}', '{endpoint} 的第 {number} 次部署已取消：{why:words}'],
  cancelled: ['Deployment {number} was cancelled.', '第 {number} 次部署已取消。'],
  againWhenWanted: ['Deploy again when it is wanted.', '需要时请再次部署。'],
  phaseDone: ['{phase:words} done: {detail:words}.', '{phase:words}完成：{detail:words}。'],
  trafficShifted: ['All traffic goes to the new replicas.', '全部流量已转到新副本。'],
  nothingLeft: ['Nothing was left running.', '没有遗留任何运行中的实例。'],
  instanceEnding: ['Its instance is being ended; nothing of it stays.', '其实例正在结束，不会遗留任何东西。'],
  instancesEnding: ['Its {instances:number} instances are being ended; nothing of it stays.', '其 {instances:number} 个实例正在结束，不会遗留任何东西。'],
  reserved: ['{instances:count:instance}, {replicas:count:replica}', '{instances:number} 个实例，{replicas:number} 个副本'],
  instancesUp: ['{instances:count:instance} up', '{instances:number} 个实例已启动'],
  tookAtMost: ['{took:ms} at most', '最长 {took:ms}'],
  probed: ['{replicas:count:replica} answered right, {took:ms} at most', '{replicas:number} 个副本响应正确，最长 {took:ms}'],
  replicaBroken: ['A replica of {variant} does not start.', '{variant} 的一个副本无法启动。'],
  replicaBrokenBecause: ['A replica of {variant} does not start: {why:words}', '{variant} 的一个副本无法启动：{why:words}'],
  readReplicaLog: [
    'Read the last lines of its log; then deploy a version that loads, or a larger instance type.',
    '请查看其日志的最后几行，然后部署可加载的版本或使用更大的实例类型。',
  ],
  tookTooLong: ['{phase:words} took longer than {limit:ms}.', '{phase:words}超过了 {limit:ms}。'],
  readLog: ['Look at the log of the deployment, then deploy again.', '请查看部署日志，然后再次部署。'],
  reservedFor: [
    'Reserved {instances} × {type} with {replicas:count:replica} each for {variant}.',
    '已为 {variant} 预留 {instances} × {type}，每个含 {replicas:number} 个副本。',
  ],
  probeAnswered: ['Replica {replica} answered the sample right in {took:ms}.', '副本 {replica} 在 {took:ms} 内正确回答了样本。'],
  probeConnected: ['Replica {replica} answered the connection in {took:ms}.', '副本 {replica} 在 {took:ms} 内响应了连接。'],
  otherAnswer: ['A replica of {model} version {version} answers otherwise than at the check.', '{model} 版本 {version} 的一个副本的回答与检查时不同。'],
  otherFiles: ['The replica serves other files than {model} version {version}.', '该副本提供的文件并非 {model} 版本 {version}。'],
  sampleRefused: [
    'A replica of {model} version {version} refuses the sample that passed the check.',
    '{model} 版本 {version} 的一个副本拒绝了曾通过检查的样本。',
  ],
  checkAgain: [
    'Check the version again; its files or its runtime do not give the answers they gave.',
    '请重新检查该版本；其文件或运行时给出的回答与之前不同。',
  ],
  unknown: ['There is no deployment {id}.', '没有部署 {id}。'],
  endedAlready: ['Deployment {number} of {endpoint} has ended already.', '{endpoint} 的第 {number} 次部署已经结束。'],
  rollBackInstead: ['Roll the endpoint back if the former config shall serve.', '如需由之前的配置提供服务，请回滚端点。'],
  nothingBefore: ['No other config served this endpoint before.', '此前没有其他配置为该端点提供过服务。'],
});

/** The phases inside sentences. */
export const phaseWords = defineSentences('phases', {
  Reserve: ['Reserve', '预留'],
  'Start instance': ['Start instance', '启动实例'],
  'Pull model': ['Pull model', '拉取模型'],
  Load: ['Load', '加载'],
  'Warm up': ['Warm up', '预热'],
  'Probe answer': ['Probe answer', '探测响应'],
  'Shift traffic': ['Shift traffic', '切换流量'],
});
