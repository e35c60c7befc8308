import type { ScalingReason } from '../scaling/policy';
import type { ScalingMetric } from '../scaling/types';
import { defineSentences, type Sentence } from './sentence';

/** Why a variant has the number of instances it has. */
export const scalingWords = defineSentences('scaling', {
  woken: ['A request came: the first instance starts.', '有请求到达：正在启动首个实例。'],
  raised: ['{from:number} → {to:number}: at least {to:number} shall run now.', '{from:number} → {to:number}：当前至少应运行 {to:number} 个。'],
  lowered: ['{from:number} → {to:number}: at most {to:number} may run now.', '{from:number} → {to:number}：当前最多可运行 {to:number} 个。'],
  panic: [
    '{from:number} → {to:number} at once: {load:words} within {seconds:number} s, far above the target of {target:words} for each of the {ready:number} that are ready.',
    '{from:number} → {to:number}（立即）：{seconds:number} 秒内 {load:words}，远高于 {ready:number} 个就绪实例各自的目标 {target:words}。',
  ],
  load: [
    '{from:number} → {to:number}: {load:words}; the target is {target:words} an instance.',
    '{from:number} → {to:number}：{load:words}；每个实例的目标为 {target:words}。',
  ],
  expected: [
    '{from:number} → {to:number}: past weeks brought {load:words} at this hour; the target is {target:words} an instance.',
    '{from:number} → {to:number}：过去几周的这一时段为 {load:words}；每个实例的目标为 {target:words}。',
  ],
  lessLoad: [
    '{from:number} → {to:number}: {needed:number} sufficed for {seconds:number} s; the target is {target:words} an instance.',
    '{from:number} → {to:number}：{needed:number} 个在 {seconds:number} 秒内已足够；每个实例的目标为 {target:words}。',
  ],
  idle: ['The last instance goes: no request for {seconds:number} s.', '最后一个实例停止：{seconds:number} 秒内没有请求。'],
  off: ['Switched off by the calendar.', '按日历关闭。'],
  noData: ['Nothing done: the load is not known. Never fewer than what is there.', '未做更改：负载未知。绝不少于现有数量。'],
  fits: [
    'Nothing done: {load:words} fits {ready:number} of {from:number} instances that are ready.',
    '未做更改：{load:words}，与 {from:number} 个实例（{ready:number} 个就绪）相符。',
  ],
  atMaximum: [
    'Nothing done: the load asks for {wanted:number}, the maximum is {max:number}.',
    '未做更改：负载需要 {wanted:number} 个，最大值为 {max:number}。',
  ],
  atMinimum: ['Nothing done: {from:number} is the minimum.', '未做更改：{from:number} 个已是最小值。'],
  neededRecently: [
    'Nothing done: {wanted:number} were needed within the last {seconds:number} s.',
    '未做更改：最近 {seconds:number} 秒内需要过 {wanted:number} 个。',
  ],
  addedRecently: ['Nothing done: instances were added within the last {seconds:number} s.', '未做更改：最近 {seconds:number} 秒内增加过实例。'],
  removedRecently: ['Nothing done: instances were taken away within the last {seconds:number} s.', '未做更改：最近 {seconds:number} 秒内减少过实例。'],
  turnedRecently: [
    'Nothing done: the load asks for {wanted:number}, but the count turned within the last {seconds:number} s.',
    '未做更改：负载需要 {wanted:number} 个，但最近 {seconds:number} 秒内刚刚改变过方向。',
  ],
  notKnown: [
    'Nothing done: fewer would do, but the load of the last {seconds:number} s is not known well enough.',
    '未做更改：较少实例也够用，但最近 {seconds:number} 秒的负载不够清楚。',
  ],
  rateLimit: [
    'Nothing done: {most:number} instances were added or taken away within a minute, as many as may.',
    '未做更改：一分钟内已增减 {most:number} 个实例，达到上限。',
  ],
  notIdle: ['Nothing done: it has not been without requests for {seconds:number} s.', '未做更改：无请求的时间尚不足 {seconds:number} 秒。'],
  inFlight: ['{value:number} requests in flight', '{value:number} 个进行中的请求'],
  perSecond: ['{value:number} requests a second', '每秒 {value:number} 个请求'],
  cpuShare: ['{value:number} % of the CPUs', 'CPU 使用率 {value:number} %'],
  waiting: ['{value:ms} of waiting', '等待 {value:ms}'],
  unknownLoad: ['a load that is not known', '未知负载'],
  changed: ['{endpoint}, variant {variant}: {why:words}', '{endpoint} 的变体 {variant}：{why:words}'],
  scaledToZero: ['{endpoint} is scaled to zero.', '{endpoint} 已缩容到零。'],
  waking: ['{endpoint} wakes: its first instance is starting.', '{endpoint} 正在唤醒：首个实例正在启动。'],
  policyChanged: [
    '{who} changed how {endpoint} scales, variant {variant}: {min:number} to {max:number} instances, {target:words} each.',
    '{who} 更改了 {endpoint} 变体 {variant} 的伸缩：{min:number} 至 {max:number} 个实例，每个 {target:words}。',
  ],
  whichVariant: ['The endpoint has several variants.', '该端点有多个变体。'],
  nameVariant: ['Name one of {variants:list}.', '请指定以下之一：{variants:list}。'],
  minimumAbove: ['The minimum of {min:number} is above the maximum of {max:number}.', '最小值 {min:number} 大于最大值 {max:number}。'],
  raiseMaximum: ['Give a maximum that is not below the minimum.', '请给出不小于最小值的最大值。'],
  notReplayed: [
    'Waiting and CPU depend on how many instances there are, so what was recorded says nothing about another number.',
    '等待时间和 CPU 取决于实例数，因此已记录的数据无法说明其他实例数的情况。',
  ],
  otherMetric: ['Replay with concurrency or requests.', '请用并发或请求数进行回放。'],
  neverServed: ['The endpoint has no deployment that serves yet.', '该端点尚无提供服务的部署。'],
});

/** A measured or wanted value of a metric. */
export function loadWords(metric: ScalingMetric, value: number | null): Sentence {
  if (value === null) return scalingWords.unknownLoad();
  switch (metric) {
    case 'concurrency':
      return scalingWords.inFlight({ value });
    case 'requests':
      return scalingWords.perSecond({ value });
    case 'cpu':
      return scalingWords.cpuShare({ value });
    case 'queue':
      return scalingWords.waiting({ value });
  }
}

export interface DecisionFacts {
  readonly reason: ScalingReason;
  readonly metric: ScalingMetric;
  readonly target: number;
  readonly measured: number | null;
  readonly predicted: number | null;
  readonly from: number;
  readonly to: number;
  readonly wanted: number | null;
  readonly ready: number;
  readonly max: number;
  readonly stableSeconds: number;
  readonly panicSeconds: number;
  readonly scaleInDelaySeconds: number;
  readonly idleSeconds: number;
  readonly perMinuteMax: number;
}

/** The sentence of a decision. */
export function decisionWords(facts: DecisionFacts): Sentence {
  const { from, to, ready, max, metric } = facts;
  const wanted = facts.wanted ?? to;
  const load = loadWords(metric, facts.measured);
  const target = loadWords(metric, facts.target);
  switch (facts.reason) {
    case 'woken':
      return scalingWords.woken();
    case 'raised to minimum':
      return scalingWords.raised({ from, to });
    case 'lowered to maximum':
      return scalingWords.lowered({ from, to });
    case 'panic':
      return scalingWords.panic({ from, to, load, seconds: facts.panicSeconds, target, ready });
    case 'load':
      return scalingWords.load({ from, to, load, target });
    case 'expected':
      return scalingWords.expected({ from, to, load: loadWords(metric, facts.predicted), target });
    case 'less load':
      return scalingWords.lessLoad({ from, to, needed: wanted, seconds: facts.stableSeconds + facts.scaleInDelaySeconds, target });
    case 'idle':
      return scalingWords.idle({ seconds: facts.idleSeconds });
    case 'switched off':
      return scalingWords.off();
    case 'no data':
      return scalingWords.noData();
    case 'fits':
      return scalingWords.fits({ load, from, ready });
    case 'at maximum':
      return scalingWords.atMaximum({ wanted, max });
    case 'at minimum':
      return scalingWords.atMinimum({ from });
    case 'needed recently':
      return scalingWords.neededRecently({ wanted, seconds: facts.stableSeconds + facts.scaleInDelaySeconds });
    case 'added recently':
      return scalingWords.addedRecently({ seconds: facts.stableSeconds });
    case 'removed recently':
      return scalingWords.removedRecently({ seconds: facts.panicSeconds });
    case 'not known long enough':
      return scalingWords.notKnown({ seconds: facts.stableSeconds + facts.scaleInDelaySeconds });
    case 'turned recently':
      return scalingWords.turnedRecently({ wanted, seconds: facts.stableSeconds });
    case 'rate limit':
      return scalingWords.rateLimit({ most: facts.perMinuteMax });
    case 'not idle long enough':
      return scalingWords.notIdle({ seconds: facts.idleSeconds });
  }
}
