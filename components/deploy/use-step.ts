'use client';
import { useSearchParams } from 'next/navigation';
import { type StepName, stepNames } from './steps';

/**
 * The step that the address asks for. It changes at once and by the browser's own history: a change that waits for its turn can be lost
 * when the next one comes quickly, and Next would seem to do nothing.
 */
export function useStep(): [StepName | null, (step: StepName) => void] {
  const asked = useSearchParams().get('step');
  const step = stepNames.find((name) => name === asked) ?? null;
  const go = (next: StepName): void => {
    window.history.pushState(null, '', `?step=${next}`);
    window.scrollTo({ top: 0 });
  };
  return [step, go];
}
