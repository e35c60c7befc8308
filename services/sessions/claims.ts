/**
 * What the session's cookie carries, encrypted: enough for the shell while the database cannot be reached. The session's row
 * decides whenever it can be read.
 */
export interface SessionClaims {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly organization: { readonly id: string; readonly name: string; readonly accountId: string; readonly currency: string };
  readonly project: { readonly id: string; readonly name: string };
  /** Milliseconds since 1970 after which the session is over whatever happens. */
  readonly expiresAt: number;
}

/** A session ends after this time without a request. */
export const idleMs = 30 * 60_000;
/** And after this time in any case. */
export const absoluteMs = 12 * 3_600_000;
