/** What one client may take of the HTTP server. Times in ms. */
export interface HttpLimits {
  /** From the first byte of a request head to its end. */
  readonly headMs: number;
  /** A body must bring {@link bodyProgressBytes} within this time. */
  readonly bodyProgressMs: number;
  readonly bodyProgressBytes: number;
  /** A connection without a request. */
  readonly idleMs: number;
  /** A client that does not read its answer. */
  readonly writeStallMs: number;
  /** After the last answer, for what the client is still sending. */
  readonly lingerMs: number;
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  /**
   * Units of client work in one turn of the event loop, so that new connections are accepted in between (DATAPLANE 10 of the design): about a
   * millisecond's worth at 25 µs each. Fewer would also mean fewer frames a write to the replicas.
   */
  readonly workPerTurn: number;
}

export const defaultHttpLimits: HttpLimits = {
  headMs: 10_000,
  bodyProgressMs: 20_000,
  bodyProgressBytes: 1024,
  idleMs: 75_000,
  writeStallMs: 60_000,
  lingerMs: 2_000,
  connectionsMax: 10_000,
  connectionsPerAddressMax: 1_000,
  workPerTurn: 32,
};
