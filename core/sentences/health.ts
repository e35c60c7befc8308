import { defineSentences } from './sentence';

/** How replicas answer their golden request, and what is done about those that answer it wrongly. */
export const healthWords = defineSentences('health', {
  differs: [
    '{at} is {given}, at the check it was {expected}: {by} apart where {limit} is allowed',
    '{at} 为 {given}，检查时为 {expected}：相差 {by}，允许 {limit}',
  ],
  isOther: ['{at} is {given}, at the check it was {expected}', '{at} 为 {given}，检查时为 {expected}'],
  otherLength: ['{at} has {given:number} items, at the check it had {expected:number}', '{at} 有 {given:number} 项，检查时有 {expected:number} 项'],
  notJson: ['the answer is not JSON: {said}', '回答不是 JSON：{said}'],
  wrong: [
    'Its answers to the golden request of {model} version {version} are wrong, {times} in a row: {what:words}.',
    '它对 {model} 版本 {version} 黄金请求的回答有误，连续 {times} 次：{what:words}。',
  ],
  refuses: [
    'It refuses the golden request of {model} version {version}, {times} times in a row: {said:words}',
    '它拒绝 {model} 版本 {version} 的黄金请求，连续 {times} 次：{said:words}',
  ],
  silent: [
    'It does not answer the golden request of {model} version {version} within {limit:ms}, {times} times in a row.',
    '它未在 {limit:ms} 内回答 {model} 版本 {version} 的黄金请求，连续 {times} 次。',
  ],
  unreachable: [
    'It does not take the golden request of {model} version {version}, {times} times in a row: {said}',
    '它不接收 {model} 版本 {version} 的黄金请求，连续 {times} 次：{said}',
  ],
  evidence: ['Asked: {request}\nExpected: {expected}\nAnswered: {given}', '请求：{request}\n预期：{expected}\n实际：{given}'],
  healsItself: [
    'Nothing to do at first: it is started anew, then its instance is replaced. If it stays, look at the version and its host, or roll back.',
    '暂时无需操作：它会重新启动，之后替换其实例。如仍存在，请检查该版本及其主机，或回滚。',
  ],
  unsteady: [
    'The model answers the same request differently from run to run, so that its answers are not checked; that it answers is.',
    '该模型对相同请求每次运行的回答不同，因此不核对其回答内容，只检查其是否回答。',
  ],
  noAnswerKept: [
    'The check of the version kept no answer to compare with; that the replica answers is checked.',
    '该版本的检查未保存可供比较的回答；只检查副本是否回答。',
  ],
  noSample: ['The check of the version kept no golden request.', '该版本的检查未保存黄金请求。'],
  nowWrong: [
    'Replica {ordinal} of {endpoint} is unhealthy and gets no requests while another one can: {why:words}',
    '{endpoint} 的副本 {ordinal} 不健康，在有其他副本可用时不再接收请求：{why:words}',
  ],
  nowRight: ['Replica {ordinal} of {endpoint} answers its golden request right again.', '{endpoint} 的副本 {ordinal} 重新正确回答其黄金请求。'],
  startedAnew: [
    'Replica {ordinal} of {endpoint} is started anew, since it answers wrongly: {count} of at most {most} times within {minutes} minutes.',
    '{endpoint} 的副本 {ordinal} 因回答有误而重新启动：{minutes} 分钟内第 {count} 次，最多 {most} 次。',
  ],
  instanceReplaced: [
    'Instance {id} is replaced: a replica on it answers its golden request wrongly, and starting it anew did not help or would have left nobody to answer.',
    '正在替换实例 {id}：其上的一个副本对黄金请求的回答有误，重新启动无效，或会导致无人应答。',
  ],
  instanceReason: ['A replica on it answered its golden request wrongly.', '其上的一个副本对黄金请求的回答有误。'],
  isReplaced: ['Nothing to do: another instance takes its place.', '无需操作：另一个实例会取代它。'],
  someRight: ['{right:number} of {wanted:number} replicas answer right: {why:words}', '{wanted:number} 个副本中有 {right:number} 个回答正确：{why:words}'],
  noneHealthy: [
    'No replica answers its golden request right. They go on serving, since none could take their place. {why:words}',
    '没有副本正确回答其黄金请求。由于没有可替代的副本，它们继续提供服务。{why:words}',
  ],
  givenUp: ['{why:words} A new instance did not help.', '{why:words}更换新实例也无济于事。'],
  mendVersion: [
    'Compare the answers in the evidence. If they are right now, register the version anew; else roll back, or deploy a version that answers right.',
    '请比较证据中的回答。如果现在的回答正确，请重新注册该版本；否则请回滚，或部署能正确回答的版本。',
  ],
  brokenRollout: ['A new replica answers wrongly. {why:words}', '一个新副本回答有误。{why:words}'],
});
