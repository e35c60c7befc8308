import { request } from 'node:http';
import { AppError, type ErrorCode } from '@/core/errors';
import { fleetWords } from '@/core/sentences/instances';
import type { Words } from '@/core/sentences/sentence';
import { statusWords } from '@/core/sentences/status';
import type { FleetFinding, FleetInstance, FleetProvider, InstanceTypeOffer, StartRequest, Swept } from './provider';

const answerTimeoutMs = 20_000;
const answerBytesMax = 4 * 1024 * 1024;

interface HostAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface HostProblem {
  readonly code?: string;
  readonly detail?: Words;
  readonly fix?: Words;
}

/**
 * Instances as processes of this machine, started and ended by the supervisor through its Unix socket (HTTP and JSON).
 * The supervisor owns the processes, so they live on when control ends, and end with the installation.
 */
export class LocalFleet implements FleetProvider {
  readonly kind = 'local';
  readonly startMsMax = 60_000;
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async list(): Promise<FleetInstance[]> {
    return (await this.#ask('GET', '/instances')) as FleetInstance[];
  }

  async start(start: StartRequest): Promise<FleetInstance> {
    const { id, type, replicas } = start;
    return (await this.#ask('PUT', `/instances/${encodeURIComponent(id)}`, { type, replicas })) as FleetInstance;
  }

  /** The local host tells its reasons by the process's own log, so `_reason` is not sent. */
  async stop(ids: readonly string[], _reason: string): Promise<void> {
    await Promise.all(ids.map((id) => this.#ask('DELETE', `/instances/${encodeURIComponent(id)}`)));
  }

  async offers(): Promise<InstanceTypeOffer[]> {
    return (await this.#ask('GET', '/offers')) as InstanceTypeOffer[];
  }

  /** Every process of the supervisor has an id: nothing is left over. */
  async sweep(): Promise<Swept[]> {
    return [];
  }

  /** The supervisor's answer says all: whether it is there, and whether there is room. */
  async check(): Promise<FleetFinding> {
    const types = (await this.offers()).filter((offer) => offer.available).map((offer) => offer.name);
    return types.length > 0 ? { ok: true, detail: statusWords.fleetCanStart({ types }) } : { ok: false, detail: statusWords.fleetFull() };
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.#exchange(method, path, body).catch((cause: unknown) => {
      throw new AppError('INSTANCE_START_FAILED', {
        detail: fleetWords.hostSilent(),
        reason: fleetWords.supervisorSilent(),
        fix: fleetWords.startAgain(),
        retryAfterSeconds: 5,
        cause,
      });
    });
    if (answer.status < 300) return answer.body;
    if (answer.status === 404 && method === 'DELETE') return null;
    throw toFleetError(answer);
  }

  #exchange(method: string, path: string, body: unknown): Promise<HostAnswer> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = { host: 'host', 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const req = request({ socketPath: this.#socketPath, method, path, headers, agent: false, signal: AbortSignal.timeout(answerTimeoutMs) }, (res) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        res.on('data', (chunk: Buffer) => {
          bytes += chunk.byteLength;
          if (bytes > answerBytesMax) req.destroy(new Error('the answer of the local host is too long'));
          else chunks.push(chunk);
        });
        res.on('error', reject);
        res.on('end', () => {
          try {
            const answer = Buffer.concat(chunks).toString('utf8');
            resolve({ status: res.statusCode ?? 500, body: answer === '' ? null : JSON.parse(answer) });
          } catch (error) {
            reject(error);
          }
        });
      });
      req.on('error', reject);
      req.end(text);
    });
  }
}

const fleetCodes: readonly ErrorCode[] = ['NO_CAPACITY', 'INSTANCE_TYPE_UNKNOWN', 'INSTANCE_START_FAILED'];

function toFleetError(answer: HostAnswer): AppError {
  const problem = (answer.body ?? {}) as HostProblem;
  const code = fleetCodes.find((known) => known === problem.code) ?? 'INSTANCE_START_FAILED';
  const detail = problem.detail ?? fleetWords.hostAnswered({ status: answer.status });
  const fix = problem.fix ?? (code === 'NO_CAPACITY' ? fleetWords.stopOrRaise() : undefined);
  return new AppError(code, { detail, ...(fix === undefined ? {} : { fix }), ...(code === 'NO_CAPACITY' ? { retryAfterSeconds: 5 } : {}) });
}
