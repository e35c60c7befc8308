import { comparison } from '@/core/scaling/comparison';
import type { Benchmark, Figure } from './report';

/** The scaling policy against one who knows the load in advance and against target tracking by the minute; played, so the machine does not matter. */
export const scaling: Benchmark = {
  name: 'scaling',
  about:
    'instance-hours and overloaded load of the scaling policy over recorded shapes (3 h each, daily 24 h), against the clairvoyant optimum and cloud-like target tracking',
  async run() {
    const rows = comparison();
    console.log('\nshape      own/best  cloud/best  own overloaded  cloud overloaded  own changes');
    for (const { shape, own, best, cloud } of rows) {
      const ratio = (value: number): string => (value / best.instanceSeconds).toFixed(3).padStart(8);
      const overload = (share: number, seconds: number): string => `${(share * 100).toFixed(2)} % ${String(seconds).padStart(4)} s`.padStart(16);
      console.log(
        `${shape.padEnd(10)}${ratio(own.instanceSeconds)}  ${ratio(cloud.instanceSeconds).padStart(10)}${overload(own.overloadedShare, own.overloadedSeconds)}  ${overload(cloud.overloadedShare, cloud.overloadedSeconds)}  ${String(own.changes.length).padStart(11)}`,
      );
    }
    const figures = rows.flatMap(({ shape, own, best, cloud }): Figure[] => [
      { name: `${shape}: instance-hours / clairvoyant`, value: own.instanceSeconds / best.instanceSeconds, unit: '×', limit: 1.15 },
      { name: `${shape}: instance-hours / target tracking`, value: own.instanceSeconds / cloud.instanceSeconds, unit: '×', limit: 1 },
      { name: `${shape}: load beyond the goal`, value: own.overloadedShare * 100, unit: '%', limit: 5 },
    ]);
    return { figures };
  },
};
