import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { History } from './history';

export interface LoadTarget {
  readonly url: string;
  readonly apiKey: string;
  readonly endpoint: string;
  /** Every answer must hold this text, so that a wrong answer is a failure, not a success. */
  readonly expect: string;
  readonly body: string;
}

/** Requests at a steady rate whatever the server does (open loop), each with an id of its own. */
export class Load {
  readonly history = new History();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #target: LoadTarget;
  readonly #outstanding = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  get inFlight(): number {
    return this.#outstanding.size;
  }

  /** @param ratePerSecond requests begun each second */
  start(ratePerSecond: number): void {
    const startedAt = performance.now();
    let begun = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * ratePerSecond);
      for (; begun < due; begun++) this.#begin();
    }, 5);
  }

  /** Stops beginning requests and waits for those under way. */
  async stop(): Promise<History> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await Promise.all(this.#outstanding);
    this.#agent.destroy();
    return this.history;
  }

  #begin(): void {
    const running: Promise<void> = this.#send().finally(() => this.#outstanding.delete(running));
    this.#outstanding.add(running);
  }

  #send(): Promise<void> {
    const id = randomUUID();
    const startedAt = performance.now();
    const { url, apiKey, endpoint, body, expect } = this.#target;
    return new Promise((done) => {
      const finish = (outcome: 'ok' | 'fail' | 'info', status: number, detail: string): void => {
        this.history.add({ id, outcome, status, startedAt, durationMs: performance.now() - startedAt, detail });
        done();
      };
      const call = httpRequest(
        `${url}/v1/endpoints/${endpoint}/predict`,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: 35_000,
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-request-id': id },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('end', () => finish(answer.statusCode === 200 && text.includes(expect) ? 'ok' : 'fail', answer.statusCode ?? 0, text.slice(0, 200)));
          answer.on('error', (error) => finish('info', 0, error.message));
        },
      );
      call.on('timeout', () => call.destroy(new Error('no answer within 35 s')));
      call.on('error', (error) => finish('info', 0, error.message));
      call.end(body);
    });
  }
}
