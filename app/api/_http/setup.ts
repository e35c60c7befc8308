import type { z } from 'zod';
import { inEnglish } from '@/core/sentences/stored';
import { fleetOf } from '@/services/instances';
import type { Member } from '@/services/members/schemas';
import { createFirstAdmin, isSetUp } from '@/services/setup';
import type { SetupInput, SetupStateSchema } from '@/services/setup/schemas';
import { checkFleet } from '@/services/status';
import { isLoopback, type RequestFacts } from './request-facts';
import { getResources } from './resources';

type SetupState = z.output<typeof SetupStateSchema>;
const untold = { ok: true, detail: '' };

/** What the set-up page shows. Once set-up is done it tells strangers nothing but that. */
export async function readSetupState(visitor: RequestFacts): Promise<SetupState> {
  const { database, clock, storage, settings, paths } = getResources();
  if (await isSetUp(database, clock)) return { done: true, storage: untold, fleet: untold, codeNeeded: false };
  const [stored, fleet] = await Promise.all([storage.check(), checkFleet(fleetOf(settings, paths))]);
  return {
    done: false,
    storage: { ok: stored.ok, ...inEnglish({ detail: stored.detail }) },
    fleet: { ok: fleet.ok, ...inEnglish({ detail: fleet.detail }) },
    codeNeeded: !isLoopback(visitor.ip),
  };
}

export async function setUp(visitor: RequestFacts, input: z.output<typeof SetupInput>): Promise<Member> {
  const { database, clock, masterKey } = getResources();
  const { requestId, ip, userAgent } = visitor;
  return createFirstAdmin({ database, clock, requestId, ip, userAgent, local: isLoopback(ip) }, input, { masterKey });
}
