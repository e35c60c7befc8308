import type { Deployment, Phase } from '@/services/deployments/schemas';

/** How long a phase took, or takes until now, in ms; null when it has not begun. @param now ms since 1970 */
export function phaseElapsedMs(phase: Phase, now: number): number | null {
  if (phase.startedAt === null) return null;
  const end = phase.endedAt === null ? now : Date.parse(phase.endedAt);
  return Math.max(0, end - Date.parse(phase.startedAt));
}

/** Whole time of a deployment in ms. */
export function deploymentElapsedMs(deployment: Pick<Deployment, 'createdAt' | 'endedAt'>, now: number): number {
  const end = deployment.endedAt === null ? now : Date.parse(deployment.endedAt);
  return Math.max(0, end - Date.parse(deployment.createdAt));
}

/** The phase under way; null before the first and after the last. */
export function currentPhase(phases: readonly Phase[]): Phase | null {
  return phases.find((phase) => phase.state === 'Running') ?? null;
}

/** Done phases of all, 0 to 100. */
export function progressPercent(phases: readonly Phase[]): number {
  if (phases.length === 0) return 0;
  const done = phases.filter((phase) => phase.state === 'Done' || phase.state === 'Skipped').length;
  return Math.round((done / phases.length) * 100);
}
