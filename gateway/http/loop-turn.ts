/**
 * What is done once a turn of the event loop, after all sockets were read: the queued client work, then the frames to replicas in
 * one write each, then the usage records in one write and the answers they belong to. Data handlers only enqueue.
 */
export class LoopTurn {
  readonly #phases: (() => void)[] = [];
  #scheduled = false;
  readonly #run = (): void => {
    this.#scheduled = false;
    for (let i = 0; i < this.#phases.length; i++) this.#phases[i]();
  };

  /** Phases run in the order of their registration. A phase returns quickly when it has nothing to do, and must not throw. */
  register(phase: () => void): void {
    this.#phases.push(phase);
  }

  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#run);
  }
}
