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
  bakeBegun: ['The new replicas get {percent} % of the requests.', '新副本现在接收 {percent}% 的请求。'],
  bakeGoesOn: ['The new replicas get {percent} % of the requests now. {verdict:words}', '新副本现在接收 {percent}% 的请求。{verdict:words}'],
  baking: ['{percent} % of the requests go to the new replicas', '{percent}% 的请求发往新副本'],
  promoted: ['A person ended the bake: all requests go to the new replicas.', '有人提前结束了烘焙期：全部请求将发往新副本。'],
  promoteAsked: ['{who} promoted deployment {number} of {endpoint}.', '{who} 提前放量了 {endpoint} 的第 {number} 次部署。'],
  nothingBakes: ['Deployment {number} of {endpoint} does not bake now.', '{endpoint} 的第 {number} 次部署当前没有处于烘焙期。'],
  onlyWhileBaking: [
    'Promote a canary or linear deployment while its new replicas get a share of the requests.',
    '请在金丝雀或线性部署的新副本只接收部分请求时再提前放量。',
  ],
  tooFewToJudge: [
    'The new replicas had {requests:count:request}; {needed:number} are needed to judge them, so nothing speaks against them.',
    '新副本收到 {requests:number} 个请求；判断至少需要 {needed:number} 个，因此没有理由否定它们。',
  ],
  bakedWell: [
    'Of {requests:count:request} the new replicas failed {share}, those that serve {usual}; the 95th percentile is {p95} against {usualP95}.',
    '新副本的 {requests:number} 个请求中失败 {share}，现有副本为 {usual}；第 95 百分位延迟为 {p95}，现有副本为 {usualP95}。',
  ],
  tooManyErrors: [
    'The new replicas failed {share} of {requests:count:request}, those that serve {usual}. That is more than {limit} worse, and not by chance (z = {z}).',
    '新副本的 {requests:number} 个请求中失败 {share}，现有副本为 {usual}。差距超过 {limit}，且并非偶然（z = {z}）。',
  ],
  tooSlow: [
    'The 95th percentile of {requests:count:request} to the new replicas is {p95}, of those that serve {usualP95}. More than {ratio} times is not allowed, and it is not by chance (z = {z}).',
    '新副本 {requests:number} 个请求的第 95 百分位延迟为 {p95}，现有副本为 {usualP95}。不允许超过 {ratio} 倍，且并非偶然（z = {z}）。',
  ],
  mendAndDeploy: [
    'What served before serves all requests again. Look at the failed requests in the logs, mend the version, and deploy it anew.',
    '之前的部署已重新承担全部请求。请在日志中查看失败的请求，修复该版本后重新部署。',
  ],
  takenBack: ['Deployment {number} of {endpoint} was taken back: {why:words}', '{endpoint} 的第 {number} 次部署已被撤回：{why:words}'],
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
  Bake: ['Bake', '烘焙'],
  'Shift traffic': ['Shift traffic', '切换流量'],
});
