import { covers, roleActions } from '@/core/policy/actions';
import { type Ctx, isWithinEndpoints } from '../context';
import type { SimulateInput, Simulation } from './schemas';

/** Answers with the same functions that every verb asks, so that it cannot say anything else than they do. Changes and reads nothing. */
export async function simulatePolicy(_ctx: Ctx, input: SimulateInput): Promise<Simulation> {
  const granted = input.role === undefined ? (input.actions ?? []) : roleActions[input.role];
  const matched = granted.find((grant) => covers([grant], input.action)) ?? '';
  const who = input.role === undefined ? 'These actions' : `The role ${input.role}`;
  if (matched === '') return { allowed: false, matched, reason: `${who} ${input.role === undefined ? 'hold' : 'holds'} nothing that covers ${input.action}.` };
  if (!isWithinEndpoints(input.endpoints, input.resource)) {
    return { allowed: false, matched, reason: `${matched} covers ${input.action}, but the key only reaches ${input.endpoints.join(', ')}.` };
  }
  return { allowed: true, matched, reason: `${matched} covers ${input.action}.` };
}
