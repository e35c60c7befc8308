import { createConnection, type Socket } from 'node:net';
import { textOf, type Words } from '../sentences/sentence';
import { codec, encodeFrame, FrameReader, frameCode, type Hello, inferFlag, readResultHead, resultHeadBytes } from '../wire/frame';
import { encodeRawRequest } from '../wire/raw-request';

const saidMax = 2_000;

/**
 * Why a replica gave no answer: `silent` = not in time, `unreachable` = no connection, or a broken one, `other-version` = it serves other files,
 * `refused` = it answered with an error, `busy` = it had work of callers all the time.
 */
export class NoAnswer extends Error {
  readonly kind: 'silent' | 'unreachable' | 'other-version' | 'refused' | 'busy';
  readonly words: Words;

  constructor(kind: NoAnswer['kind'], words: Words) {
    super(textOf(words));
    this.name = 'NoAnswer';
    this.kind = kind;
    this.words = words;
  }
}

export interface GoldenTarget {
  /** `unix:/path` */
  readonly address: string;
  readonly digest: string;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  /** A task API body; null asks for no more than the handshake. */
  readonly request: unknown;
  /** Milliseconds: how long it may wait for its turn, and until nothing more is expected. */
  readonly waitMs: number;
  readonly limitMs: number;
  /** After the requests of all callers, whenever those come. */
  readonly spare: boolean;
}

export interface GoldenAnswer {
  readonly body: Buffer;
  /** Milliseconds from dialling to the last byte, and those of them that it waited behind others. */
  readonly tookMs: number;
  readonly queueMs: number;
}

/** One request over a connection of its own, as a gateway sends it. @throws NoAnswer */
export function askReplica(target: GoldenTarget): Promise<GoldenAnswer> {
  return new Promise((resolve, reject) => {
    const { limitMs, request } = target;
    const startedAt = performance.now();
    const socket = connect(target.address);
    const timer = setTimeout(() => fail('silent', `it did not answer within ${limitMs / 1000} s`), limitMs);
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (kind: NoAnswer['kind'], words: Words): void => {
      end();
      reject(new NoAnswer(kind, words));
    };
    const done = (body: Buffer, queueMs: number): void => {
      end();
      resolve({ body, tookMs: Math.round(performance.now() - startedAt), queueMs });
    };
    const reader = new FrameReader((_id, code, _flags, _aux, payload) => {
      if (code === frameCode.hello) {
        const { versionDigest } = JSON.parse(payload.toString('utf8')) as Hello;
        if (versionDigest !== target.digest) fail('other-version', `It announced ${versionDigest}.`);
      } else if (code === frameCode.ready) {
        if (request === null) done(Buffer.alloc(0), 0);
        else socket.write(encodeFrame(1, frameCode.infer, codec.raw, payloadOf(target), target.spare ? inferFlag.spare : 0));
      } else if (code === frameCode.result) {
        done(Buffer.from(payload.subarray(resultHeadBytes)), readResultHead(payload, 0).queueUs / 1_000);
      } else if (code === frameCode.error) {
        const said = saidBy(payload);
        fail(target.spare && said.code === 'OVERLOADED' ? 'busy' : 'refused', said.words);
      } else if (code === frameCode.drain) {
        fail('busy', 'it is ending');
      }
    });
    socket.on('data', (chunk) => {
      try {
        reader.push(chunk);
      } catch (error) {
        fail('unreachable', `it sent what is not a frame: ${String(error)}`);
      }
    });
    socket.on('error', (error) => fail('unreachable', error.message));
    socket.on('close', () => fail('unreachable', 'it closed the connection'));
  });
}

/** What the replica refused it for. */
function saidBy(payload: Buffer): { code: string; words: Words } {
  const said = payload.toString('utf8');
  try {
    const { code, detail } = JSON.parse(said) as { code?: string; detail?: Words };
    return { code: code ?? '', words: detail ?? said.slice(0, saidMax) };
  } catch {
    return { code: '', words: said.slice(0, saidMax) }; // not what replicas of this version send
  }
}

function connect(address: string): Socket {
  if (!address.startsWith('unix:')) throw new NoAnswer('unreachable', `cannot connect to ${address}`);
  return createConnection(address.slice('unix:'.length));
}

function payloadOf({ model, version, variant, request, waitMs, spare }: GoldenTarget): Buffer {
  return encodeRawRequest({
    deadlineMs: waitMs,
    head: { protocol: 'task', contentType: 'application/json', jsonBytes: -1, model, version, variant },
    requestId: `${spare ? 'health' : 'probe'}-${model.slice(0, 64)}-${version}`,
    body: Buffer.from(JSON.stringify(request)),
  });
}
