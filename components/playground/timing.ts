/** Where the time of a call went, in ms. */
export interface Split {
  readonly queue: number;
  readonly batch: number;
  readonly model: number;
  readonly gateway: number;
  /** What the gateway did not see: the way there and back. */
  readonly network: number;
  readonly total: number;
}

/** Metrics of a `Server-Timing` header: name → `dur`. */
export function parseServerTiming(header: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const entry of header.split(',')) {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim());
    const dur = parameters.map((parameter) => /^dur=([\d.]+)$/.exec(parameter)?.[1]).find((value) => value !== undefined);
    if (name !== '' && dur !== undefined) found[name] = Number(dur);
  }
  return found;
}

/** @param header as answered; null when there was none @param totalMs as the browser measured it */
export function splitOf(header: string | null, totalMs: number): Split | null {
  if (header === null) return null;
  const { queue = 0, batch = 0, model = 0, gateway = 0 } = parseServerTiming(header);
  return { queue, batch, model, gateway, network: Math.max(0, totalMs - queue - batch - model - gateway), total: totalMs };
}
