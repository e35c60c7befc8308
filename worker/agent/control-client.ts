import { request } from 'node:http';
import type { DesiredState, ObservedState } from '@/core/agent-api';

/** A long poll lasts 25 s; beyond this control has gone without closing. */
const pollTimeoutMs = 40_000;
const reportTimeoutMs = 5_000;
const answerBytesMax = 64 * 1024 * 1024;

/** Control's agent API, dialled over its Unix socket. Its calls reject while control is away. */
export class ControlClient {
  readonly #socketPath: string;
  readonly #instanceId: string;

  constructor(socketPath: string, instanceId: string) {
    this.#socketPath = socketPath;
    this.#instanceId = instanceId;
  }

  /** Waits for something newer than `since`. Null for an instance that control does not know. */
  async desired(since: number, signal: AbortSignal): Promise<DesiredState | null> {
    const { status, text } = await this.#call('GET', `/agent/desired?instance=${this.#instanceId}&since=${since}`, '', pollTimeoutMs, signal);
    if (status === 404) return null;
    if (status !== 200) throw new Error(`control answered ${status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as DesiredState;
  }

  async report(state: ObservedState, signal: AbortSignal): Promise<void> {
    const { status, text } = await this.#call('POST', '/agent/observed', JSON.stringify(state), reportTimeoutMs, signal);
    if (status !== 200 && status !== 404) throw new Error(`control answered ${status}: ${text.slice(0, 500)}`);
  }

  #call(method: string, path: string, body: string, timeoutMs: number, signal: AbortSignal): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const headers = { host: 'control', 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const req = request({ socketPath: this.#socketPath, method, path, headers, agent: false, signal }, (res) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        res.on('data', (chunk: Buffer) => {
          bytes += chunk.byteLength;
          if (bytes > answerBytesMax) req.destroy(new Error('the answer of control is too long'));
          else chunks.push(chunk);
        });
        res.on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }));
      });
      req.setTimeout(timeoutMs, () => req.destroy(new Error('control does not answer')));
      req.on('error', reject);
      req.end(body);
    });
  }
}
