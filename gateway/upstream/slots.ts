import type { RequestContext } from '../request-context';

const generations = 0x10000;

/**
 * Requests outstanding on one connection. A frame id is slot + generation × 65,536, so that an answer that comes after its request was
 * given up fits no later one. Slot 0 is not used: frames with id 0 concern the connection.
 */
export class Slots {
  readonly #requests: (RequestContext | null)[] = [null];
  readonly #generation: number[] = [0];
  readonly #free: number[] = [];
  count = 0;

  /** @returns the frame id */
  take(request: RequestContext): number {
    let slot = this.#free.pop();
    if (slot === undefined) {
      slot = this.#requests.length;
      if (slot === generations) throw new RangeError('more than 65,535 requests on one connection');
      this.#generation.push(0);
    }
    this.#requests[slot] = request;
    this.count++;
    return slot + this.#generation[slot] * generations;
  }

  /** The request an id belongs to, taken out; undefined when it was given up. */
  release(id: number): RequestContext | undefined {
    const slot = id & (generations - 1);
    if (this.#generation[slot] !== id >>> 16) return undefined;
    const request = this.#requests[slot];
    if (request === null || request === undefined) return undefined;
    this.#requests[slot] = null;
    this.#generation[slot] = (this.#generation[slot] + 1) & (generations - 1);
    this.#free.push(slot);
    this.count--;
    return request;
  }

  /** All that are outstanding, taken out. */
  releaseAll(): RequestContext[] {
    const all: RequestContext[] = [];
    for (let slot = 1; slot < this.#requests.length; slot++) {
      const request = this.release(slot + this.#generation[slot] * generations);
      if (request !== undefined) all.push(request);
    }
    return all;
  }
}
