import { defineSentences } from './sentence';

/** How the parts of the installation are. */
export const statusWords = defineSentences('status', {
  consoleAnswers: ['It answered this.', '它回答了本次请求。'],
  noAnswer: ['No answer within {limit:ms}.', '{limit:ms} 内没有响应。'],
  failed: ['It failed.', '它发生了故障。'],
  failedWith: ['It failed: {said}', '它发生了故障：{said}'],
  databaseAnswers: ['Answers within {took:ms}.', '在 {took:ms} 内响应。'],
  neverLed: ['It has never led: no loop runs.', '它从未获得主导权：没有循环在运行。'],
  leads: ['It leads; its loops run.', '它处于主导状态，循环正在运行。'],
  leaseOver: ['Its lease ran out {overdue:ms} ago: nothing is started or healed.', '其租约已于 {overdue:ms} 前到期：不会启动或修复任何东西。'],
  portUnknown: ['Its port is not known.', '其端口未知。'],
  gatewayToHttps: ['It answers, and sends plain HTTP to HTTPS.', '它有响应，并将明文 HTTP 转到 HTTPS。'],
  gatewayServes: ['It serves inference.', '它正在提供推理服务。'],
  gatewayNotReady: ['It is not ready: {said}', '它尚未就绪：{said}'],
  allCounted: ['Everything is counted.', '全部用量均已计入。'],
  segmentsOnTheirWay: ['Segments on their way: {segments:number}.', '{segments:number} 个分段正在传送。'],
  segmentsWait: ['{segments:number} segments wait on disk until they can be counted; nothing is lost.', '{segments:number} 个分段在磁盘上等待计入；没有丢失。'],
  fleetCanStart: ['Can start {types:list}.', '可启动 {types:list}。'],
  fleetFull: ['There is no room for another instance.', '没有空间容纳另一个实例。'],
  fleetSilent: ['The fleet does not answer.', '实例池没有响应。'],
  sandboxNotTried: ['It is tried when control begins to check models.', '控制服务开始检查模型时会进行测试。'],
  withFix: ['{detail:words} {fix:words}', '{detail:words}{fix:words}'],
});
