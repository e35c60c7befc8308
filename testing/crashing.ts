/** Stands for the end of the process: nothing after it runs. */
export class Crash extends Error {}

/**
 * Counts calls of what it wraps and crashes at one of them, before or after it was carried out, as a process that is killed there.
 * From then on every call crashes.
 */
export class CrashPoint {
  readonly #at: number;
  #calls = 0;
  #crashed = false;

  /** @param at  number of steps that pass; each call has two: before and after it */
  constructor(at: number) {
    this.#at = at;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.#pass();
    const result = await work();
    this.#pass();
    return result;
  }

  #pass(): void {
    if (this.#crashed || this.#calls++ >= this.#at) {
      this.#crashed = true;
      throw new Crash('the process was killed');
    }
  }

  /** `target` with the named methods as steps. */
  wrap<Target extends object>(target: Target, methods: readonly (keyof Target)[]): Target {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        const call = (...words: unknown[]): unknown => Reflect.apply(member, target, words);
        if (!methods.includes(name as keyof Target)) return call;
        return (...words: unknown[]) => this.step(async () => call(...words));
      },
    });
  }
}
