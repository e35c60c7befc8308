import { covers, roleActions } from '@/core/policy/actions';
import { accessWords } from '@/core/sentences/access';
import { inEnglish } from '@/core/sentences/stored';
import { type Ctx, isWithinEndpoints } from '../context';
import type { SimulateInput, Simulation } from './schemas';

/** Answers with the same functions that every verb asks, so that it cannot say anything else than they do. Changes and reads nothing. */
export async function simulatePolicy(_ctx: Ctx, input: SimulateInput): Promise<Simulation> {
  const granted = input.role === undefined ? (input.actions ?? []) : roleActions[input.role];
  const matched = granted.find((grant) => covers([grant], input.action)) ?? '';
  const { action, role, endpoints } = input;
  if (matched === '') {
    const reason = role === undefined ? accessWords.actionsCoverNothing({ action }) : accessWords.roleCoversNothing({ role, action });
    return { allowed: false, matched, ...inEnglish({ reason }) };
  }
  if (!isWithinEndpoints(input.endpoints, input.resource)) {
    return { allowed: false, matched, ...inEnglish({ reason: accessWords.otherEndpoints({ grant: matched, action, endpoints }) }) };
  }
  return { allowed: true, matched, ...inEnglish({ reason: accessWords.covers({ grant: matched, action }) }) };
}
