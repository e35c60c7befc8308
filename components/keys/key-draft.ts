import type { z } from 'zod';
import type { CreateKeyInput } from '@/services/keys/schemas';

export const scopes = ['invoke', 'read', 'deploy', 'all'] as const;
export type Scope = (typeof scopes)[number];
export const expiries = ['never', '30', '90', '365'] as const;
export type Expiry = (typeof expiries)[number];

export interface KeyDraft {
  readonly name: string;
  readonly scope: Scope;
  /** Names of endpoints; null = all. */
  readonly endpoints: readonly string[] | null;
  readonly expiry: Expiry;
  /** As typed; empty = no limit. */
  readonly requestsPerSecond: string;
  readonly concurrency: string;
}

/** A key to call endpoints: all, or the one given. */
export function newKeyDraft(endpoint?: string): KeyDraft {
  return { name: '', scope: 'invoke', endpoints: endpoint === undefined ? null : [endpoint], expiry: 'never', requestsPerSecond: '', concurrency: '' };
}

const reads = ['models:Read', 'endpoints:Read', 'metrics:Read', 'usage:Read', 'instances:Read', 'logs:Read'] as const;
const deploys = [
  'models:Read',
  'models:Upload',
  'models:Update',
  'models:Download',
  'endpoints:Read',
  'endpoints:Deploy',
  'endpoints:Stop',
  'endpoints:Start',
  'endpoints:Invoke',
  'instances:Read',
] as const;

/** What a key of a scope may do; `all` gives what its creator has, since a key never gets more. */
export function actionsOf(scope: Scope, creatorActions: readonly string[]): string[] {
  switch (scope) {
    case 'invoke':
      return ['endpoints:Invoke'];
    case 'read':
      return [...reads];
    case 'deploy':
      return [...deploys];
    case 'all':
      return [...creatorActions];
  }
}

export type KeyProblems = Partial<Record<'name' | 'endpoints' | 'requestsPerSecond' | 'concurrency', 'nameNeeded' | 'endpointsNone' | 'wholeNumber'>>;

/** What is wrong with a draft, by field, as keys of the messages. */
export function problemsOf(draft: KeyDraft): KeyProblems {
  const problems: KeyProblems = {};
  if (draft.name.trim() === '') problems.name = 'nameNeeded';
  if (draft.endpoints !== null && draft.endpoints.length === 0) problems.endpoints = 'endpointsNone';
  if (!isLimit(draft.requestsPerSecond)) problems.requestsPerSecond = 'wholeNumber';
  if (!isLimit(draft.concurrency)) problems.concurrency = 'wholeNumber';
  return problems;
}

/** The body the API takes. @param now ms since 1970 */
export function keyInputOf(draft: KeyDraft, creatorActions: readonly string[], now: number): z.input<typeof CreateKeyInput> {
  return {
    name: draft.name.trim(),
    actions: actionsOf(draft.scope, creatorActions) as z.input<typeof CreateKeyInput>['actions'],
    endpoints: [...(draft.endpoints ?? [])],
    expiresAt: draft.expiry === 'never' ? null : new Date(now + Number(draft.expiry) * 86_400_000).toISOString(),
    requestsPerSecond: limitOf(draft.requestsPerSecond),
    concurrency: limitOf(draft.concurrency),
  };
}

const isLimit = (text: string): boolean => text.trim() === '' || /^[1-9]\d{0,8}$/.test(text.trim());
const limitOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
