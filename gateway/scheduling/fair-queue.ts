import { Ring } from '../http/ring';
import type { RequestContext } from '../request-context';

/** Requests that wait, each caller's in their order, the callers in turn: one that floods waits for itself. */
export class FairQueue {
  readonly #byCaller = new Map<string, Ring<RequestContext>>();
  readonly #turns = new Ring<string>();
  /** Requests that still want an answer. */
  length = 0;

  push(request: RequestContext): void {
    const caller = request.principal?.id ?? '';
    let line = this.#byCaller.get(caller);
    if (line === undefined) {
      line = new Ring();
      this.#byCaller.set(caller, line);
      this.#turns.push(caller);
    }
    line.push(request);
    request.inQueue = true;
    this.length++;
  }

  /** The next request, skipping those that were given up. */
  shift(): RequestContext | undefined {
    for (let caller = this.#turns.shift(); caller !== undefined; caller = this.#turns.shift()) {
      const line = this.#byCaller.get(caller);
      let request = line?.shift();
      while (request !== undefined && !request.inQueue) request = line?.shift();
      if (line === undefined || line.length === 0) this.#byCaller.delete(caller);
      else this.#turns.push(caller);
      if (request === undefined) continue;
      request.inQueue = false;
      this.length--;
      return request;
    }
    return undefined;
  }

  /** Gives a waiting request up; its place is skipped. */
  drop(request: RequestContext): void {
    if (!request.inQueue) return;
    request.inQueue = false;
    this.length--;
  }
}
