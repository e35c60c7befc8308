import { seededRandom } from './random';
import type { LoadStep } from './simulate';

const start = Date.UTC(2026, 0, 5);
const hour = 3600;

/** Requests in flight, second by second, as the gateways of an endpoint record them: mean and noise. */
export interface Shape {
  readonly name: string;
  readonly steps: readonly LoadStep[];
}

/** Load in units of one instance's target is `mean × target`. */
function shape(name: string, seconds: number, target: number, mean: (second: number) => number, missing: (second: number) => boolean = () => false): Shape {
  const random = seededRandom(name.length * 7919 + seconds);
  const noisy = (load: number): number => Math.max(0, load + Math.sqrt(load) * (random() + random() + random() + random() - 2) * 0.7);
  const steps = Array.from({ length: seconds }, (_, second): LoadStep => {
    const load = mean(second) * target;
    return { at: start + (second + 1) * 1000, load, seen: missing(second) ? null : noisy(load) };
  });
  return { name, steps };
}

/** Quiet nights, a morning in which all come within a quarter of an hour, a dip at noon, a slow evening. */
function workday(second: number): number {
  const at = second / hour;
  const between = (from: number, to: number): number => Math.min(1, Math.max(0, (at - from) / (to - from)));
  return 1.4 + 6 * between(8, 8.25) - 2 * between(12, 12.2) + 2 * between(13, 13.2) - 6 * between(17, 21);
}

const tail = (second: number, period: number): number => (second % period) / period;

/** The shapes that a scaler is judged by. */
export function loadShapes(target: number): Shape[] {
  const stair = (second: number): number => (second < hour / 2 ? 1.8 : second < 2 * hour ? 5.8 : 1.8);
  return [
    shape('step', 3 * hour, target, stair),
    shape('ramp', 3 * hour, target, (second) => 1.5 + 7 * (1 - Math.abs(1 - second / (1.5 * hour)))),
    shape('sawtooth', 3 * hour, target, (second) => 2.5 + 5 * tail(second, 1800)),
    shape('daily', 24 * hour, target, workday),
    shape('spike', 3 * hour, target, (second) => 3.7 + (second % hour >= 1200 && second % hour < 1380 ? 5 : 0)),
    shape('missing', 3 * hour, target, stair, (second) => (second >= 2700 && second < 3000) || (second >= 5700 && second < 6000)),
  ];
}
