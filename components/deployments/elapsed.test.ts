import { expect, test } from 'vitest';
import type { Phase } from '@/services/deployments/schemas';
import { currentPhase, deploymentElapsedMs, phaseElapsedMs, progressPercent } from './elapsed';

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const phases: Phase[] = [
  { name: 'Reserve', state: 'Done', startedAt: at(0), endedAt: at(2), detail: '' },
  { name: 'Load', state: 'Running', startedAt: at(2), endedAt: null, detail: '' },
  { name: 'Warm up', state: 'Pending', startedAt: null, endedAt: null, detail: '' },
  { name: 'Shift traffic', state: 'Pending', startedAt: null, endedAt: null, detail: '' },
];

test('a phase under way grows until now, an ended one stands still, a pending one has no time', () => {
  expect(phases.map((phase) => phaseElapsedMs(phase, 5_000))).toEqual([2_000, 3_000, null, null]);
});

test('a clock of the browser that is behind gives zero, not less', () => {
  expect(deploymentElapsedMs({ createdAt: at(10), endedAt: null }, 4_000)).toBe(0);
});

test('progress counts phases that are done', () => {
  expect(currentPhase(phases)?.name).toBe('Load');
  expect(progressPercent(phases)).toBe(25);
  expect(progressPercent([])).toBe(0);
});
