import { Agent, request } from 'undici';

/** The public API as an outsider uses it: what browser, fault and bench code share. Knows HTTP and nothing of the product's insides. */
export class ControlApi {
  readonly #agent = new Agent({ keepAliveTimeout: 1_000, connections: 8 });

  constructor(
    readonly baseUrl: string,
    readonly apiKey: string,
  ) {}

  /** One call; any status is returned. */
  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: unknown }> {
    const answer = await request(`${this.baseUrl}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      headersTimeout: 60_000,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: text === '' ? null : parse(text) };
  }

  /** One call that must succeed. @throws Error with the problem document's text */
  async must<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Registers a sample's version and waits until it is Ready. */
  async registerSample(model: string, sample: string): Promise<number> {
    const known = await this.call('GET', `/api/v1/models/${model}`);
    if (known.status === 404) await this.must('POST', '/api/v1/models', { name: model });
    const { version } = await this.must<{ version: number }>('POST', `/api/v1/models/${model}/versions`, { source: { sample } });
    await this.until(`version ${version} of ${model} is Ready`, async () => {
      const { state, reason } = await this.must<{ state: string; reason: unknown }>('GET', `/api/v1/models/${model}/versions/${version}`);
      if (state === 'Failed') throw new Error(`the version failed: ${JSON.stringify(reason)}`);
      return state === 'Ready';
    });
    return version;
  }

  /** Creates an endpoint and waits until it is InService and the gateway serves it. */
  async createEndpoint(name: string, variant: Record<string, unknown>): Promise<void> {
    await this.must('POST', '/api/v1/endpoints', { name, config: { variants: [{ name: 'main', ...variant }] } });
    await this.untilState(name, 'InService');
    await this.until(`the gateway serves ${name}`, async () => (await this.call('GET', `/v2/models/${name}/ready`)).status === 200, 10_000);
  }

  async untilState(endpoint: string, wanted: string, timeoutMs = 120_000): Promise<void> {
    await this.until(
      `endpoint ${endpoint} is ${wanted}`,
      async () => {
        const { state, reason } = await this.must<{ state: string; reason: unknown }>('GET', `/api/v1/endpoints/${endpoint}`);
        if (state === 'Failed' && wanted !== 'Failed') throw new Error(`the endpoint failed: ${JSON.stringify(reason)}`);
        return state === wanted;
      },
      timeoutMs,
    );
  }

  /** Polls until `done` answers true. @throws Error naming what was waited for */
  async until(what: string, done: () => Promise<boolean>, timeoutMs = 120_000): Promise<number> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < timeoutMs) {
      if (await done()) return performance.now() - startedAt;
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // not JSON: pages, CSV
  }
}
