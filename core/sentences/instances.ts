import { defineSentences } from './sentence';

/** Instances and the fleet they come from. */
export const instanceWords = defineSentences('instances', {
  up: ['Instance {id} ({type}) is up after {took:ms}.', '实例 {id}（{type}）已启动，用时 {took:ms}。'],
  starting: ['Instance {id} ({type}) is starting.', '实例 {id}（{type}）正在启动。'],
  lost: ['Instance {id} was lost: {why:words}.', '实例 {id} 已丢失：{why:words}。'],
  lostAndReplaced: ['Instance {id} was lost: {why:words}. It is being replaced.', '实例 {id} 已丢失：{why:words}。正在替换。'],
  isReplaced: ['Nothing to do: it is replaced.', '无需操作：它会被替换。'],
  draining: ['Instance {id} is draining.', '实例 {id} 正在排空。'],
  ended: ['Instance {id} ended: {why:words}.', '实例 {id} 已结束：{why:words}。'],
  processEnded: ['its process ended', '其进程已结束'],
  processEndedHow: ['its process ended: {how:words}', '其进程已结束：{how:words}'],
  withCode: ['with code {code}', '退出码 {code}'],
  bySignal: ['by {signal}', '信号 {signal}'],
  silent: ['its agent has been silent for {silent:ms}', '其代理已静默 {silent:ms}'],
  neverReported: ['its agent did not report within {limit:ms}', '其代理在 {limit:ms} 内没有报告'],
  noWork: ['none of its replicas has work', '其副本均无任务'],
  hasEnded: ['it has ended', '它已结束'],
  notDrained: ['it did not drain within {limit:ms}', '它在 {limit:ms} 内未能排空'],
});

export const fleetWords = defineSentences('fleet', {
  hostSilent: ['The host of local instances cannot be reached.', '无法连接本地实例的主机。'],
  supervisorSilent: ['Its supervisor does not answer.', '其监管进程没有响应。'],
  startAgain: ['Start the installation again with npm start; the status page shows when it answers.', '请用 npm start 重新启动；状态页会显示其何时响应。'],
  hostAnswered: ['The local host answered {status}.', '本地主机返回了 {status}。'],
  hostFailed: ['The local host failed.', '本地主机发生故障。'],
  readItsLog: ['Read its log.', '请查看其日志。'],
  stopOrRaise: ['Stop an endpoint, use fewer replicas, or raise AIMASS_LOCAL_REPLICAS.', '请停止一个端点、减少副本数或提高 AIMASS_LOCAL_REPLICAS。'],
  typeUnknown: ['There is no local instance type {type}.', '没有本地实例类型 {type}。'],
  chooseSmall: ['Choose local.small.', '请选择 local.small。'],
  cannotStart: ['No {type} can start here now. {why:words}', '目前此处无法启动 {type}。{why:words}'],
  stopOrSmaller: ['Stop an endpoint, or choose a smaller type.', '请停止一个端点，或选择更小的类型。'],
  holdsAtMost: [
    'A {type} holds at most {most:number} replicas, not {replicas:number}.',
    '一个 {type} 最多容纳 {most:number} 个副本，而非 {replicas:number} 个。',
  ],
  fewerOrLarger: ['Use fewer replicas an instance, or a larger type.', '请减少每实例副本数，或使用更大的类型。'],
  noPlace: [
    'This machine may hold {most:count:replica} and has no place left; wanted: {wanted:number}.',
    '此机器可容纳 {most:number} 个副本，已无空位；需要 {wanted:number} 个。',
  ],
  fewPlaces: [
    'This machine may hold {most:count:replica} and has {free:count:place} left; wanted: {wanted:number}.',
    '此机器可容纳 {most:number} 个副本，还有 {free:number} 个空位；需要 {wanted:number} 个。',
  ],
  stopOrStartWith: [
    'Stop an endpoint, use fewer replicas, or start with AIMASS_LOCAL_REPLICAS={needed}.',
    '请停止一个端点、减少副本数，或以 AIMASS_LOCAL_REPLICAS={needed} 启动。',
  ],
  machineTooSmall: ['This machine has {has:bytes} of memory; the size needs {needed:bytes}.', '此机器有 {has:bytes} 内存；该规格需要 {needed:bytes}。'],
  memoryShort: ['This machine has only {free:bytes} of memory free.', '此机器仅有 {free:bytes} 空闲内存。'],
  machineFull: ['This machine holds all the replicas it may.', '此机器已容纳其允许的全部副本。'],
});
