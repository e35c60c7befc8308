import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { Authenticator } from './auth/authenticator';
import type { Outgoing } from './metering/outgoing';
import type { Spool } from './metering/spool';
import type { BodyMemory } from './protocols/body-memory';
import type { RequestContext } from './request-context';
import type { RoutingTable } from './routing/table';
import type { ActiveRequests } from './scheduling/active-requests';

/** What the stages work with. */
export interface PipelineServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: RoutingTable;
  readonly authenticator: Authenticator;
  readonly spool: Spool;
  readonly outgoing: Outgoing;
  readonly bodyMemory: BodyMemory;
  readonly active: ActiveRequests;
  /** Runs the request's stages on from where it waits. */
  advance(request: RequestContext): void;
  /** Ends the request with an error, wherever it is. */
  fail(request: RequestContext, error: unknown): void;
}

/**
 * One step of the request path. @returns false where the request waits for something; the stage then runs again when that has come, and
 * must find it in the request. Throws AppError to end the request.
 */
export type Stage = (request: RequestContext, services: PipelineServices) => boolean;
