import type { ControlApi } from './control-api';

/** One caller of an iris endpoint that asks again as soon as it was answered, until it is stopped. */
export class SteadyCaller {
  readonly #statuses: number[] = [];
  readonly #calls: Promise<void>;
  #going = true;

  constructor(api: ControlApi, endpoint: string) {
    this.#calls = this.#run(api, endpoint);
    this.#calls.catch(() => undefined); // stop() throws it
  }

  /** @returns the status of each answer @throws Error where there was no answer */
  async stop(): Promise<number[]> {
    this.#going = false;
    await this.#calls;
    return this.#statuses;
  }

  async #run(api: ControlApi, endpoint: string): Promise<void> {
    while (this.#going) this.#statuses.push((await api.call('POST', `/v1/endpoints/${endpoint}/predict`, { rows: [[5.1, 3.5, 1.4, 0.2]] })).status);
  }
}
