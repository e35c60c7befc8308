import { type Agent, request } from 'node:http';
import { AppError } from '@/core/errors';
import { containerWords } from '@/core/sentences/containers';
import type { Words } from '@/core/sentences/sentence';

const answerBytesMax = 64 * 1024 * 1024;
const saidCharsMax = 500;

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ServiceRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly timeoutMs: number;
}

/** The server of a container could not be asked, or did not answer with 200. */
export class ServiceFault extends Error {
  readonly words: Words;
  /** Of its answer; null where there was none. */
  readonly status: number | null;

  constructor(words: Words, status: number | null = null) {
    super(typeof words === 'string' ? words : words.text);
    this.name = 'ServiceFault';
    this.words = words;
    this.status = status;
  }
}

/** HTTP to one port of one container. */
export class ServiceClient {
  readonly #agent: Agent;
  readonly port: number;

  constructor(agent: Agent, port: number) {
    this.#agent = agent;
    this.port = port;
  }

  /** @returns whatever was answered @throws ServiceFault where nothing was */
  async ask(asked: ServiceRequest): Promise<ServiceAnswer> {
    try {
      return await this.#once(asked);
    } catch (error) {
      // A server may close a connection that was kept in the moment it is used again; nothing of the request was read then.
      if (!(error instanceof StaleConnection)) throw error;
      return this.#once(asked);
    }
  }

  /** @throws ServiceFault for any answer but 200, with what it says */
  async call(asked: ServiceRequest): Promise<ServiceAnswer> {
    const answer = await this.ask(asked);
    if (answer.status === 200) return answer;
    throw new ServiceFault(containerWords.answered({ status: answer.status, said: saidIn(answer.body) }), answer.status);
  }

  #once({ method = 'GET', path, headers = {}, body, timeoutMs }: ServiceRequest): Promise<ServiceAnswer> {
    const bytes = body === undefined ? null : Buffer.from(body as string);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent: this.#agent,
        host: 'localhost',
        port: this.port,
        method,
        path,
        headers: { ...headers, ...(bytes === null ? {} : { 'content-length': String(bytes.byteLength) }) },
      });
      const timer = setTimeout(() => outgoing.destroy(new ServiceFault(containerWords.noAnswer({ limit: timeoutMs }))), timeoutMs);
      outgoing.on('error', (error) => {
        clearTimeout(timer);
        if (error instanceof ServiceFault) reject(error);
        else if (outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') reject(new StaleConnection());
        else reject(new ServiceFault(containerWords.brokenOff({ said: (error as NodeJS.ErrnoException).code ?? error.message })));
      });
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.byteLength;
          chunks.push(chunk);
          if (length > answerBytesMax) outgoing.destroy(new ServiceFault(containerWords.badAnswer({ said: `> ${answerBytesMax} bytes` })));
        });
        incoming.on('error', (error) => outgoing.destroy(error));
        incoming.on('end', () => {
          clearTimeout(timer);
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
        });
      });
      outgoing.end(bytes ?? undefined);
    });
  }
}

class StaleConnection extends Error {}

/** The server's own message: the usual member of a JSON error, else its first line. */
export function saidIn(body: Buffer): string {
  const text = body.subarray(0, 64 * 1024).toString('utf8');
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const said = [json.error, json.message, json.detail].find((one) => typeof one === 'string' && one !== '');
    if (typeof said === 'string') return said.slice(0, saidCharsMax);
  } catch {
    // no JSON
  }
  return (text.trim().split('\n', 1)[0] ?? '').slice(0, saidCharsMax);
}

/** A refusal of ours about what the server answered. @throws ServiceFault */
export function asFault<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw new ServiceFault(containerWords.badAnswer({ said: error.details.detail ?? error.message }));
    throw error;
  }
}
