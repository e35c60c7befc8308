import { createConnection, type Socket } from 'node:net';
import { codec, encodeFrame, FrameReader, frameCode, type Hello, type RawHead, resultHeadBytes } from '@/core/wire/frame';
import type { Sample } from './probe-sample';

const limitMs = 10_000;

/** Why a probe did not pass. `unreachable` is tried again, the others end the deployment. */
export class ProbeFailure extends Error {
  readonly code: 'unreachable' | 'PROBE_WRONG_ANSWER';
  readonly evidence: string;

  constructor(code: ProbeFailure['code'], message: string, evidence = '') {
    super(message);
    this.name = 'ProbeFailure';
    this.code = code;
    this.evidence = evidence;
  }
}

interface ProbeTarget {
  readonly address: string;
  readonly digest: string;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly sample: Sample | null;
}

/**
 * One request over a connection of its own. Without a sample only the handshake is asked for.
 * @returns the bytes of the answer's body and the time it took
 * @throws ProbeFailure
 */
export function askReplica(target: ProbeTarget): Promise<{ body: Buffer; tookMs: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const socket = connect(target.address);
    const timer = setTimeout(() => fail('unreachable', `it did not answer within ${limitMs / 1000} s`), limitMs);
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (code: ProbeFailure['code'], message: string, evidence = ''): void => {
      end();
      reject(new ProbeFailure(code, message, evidence));
    };
    const done = (body: Buffer): void => {
      end();
      resolve({ body, tookMs: Math.round(performance.now() - startedAt) });
    };
    const reader = new FrameReader((_id, code, _flags, _aux, payload) => {
      if (code === frameCode.hello) {
        const hello = JSON.parse(payload.toString('utf8')) as Hello;
        if (hello.versionDigest !== target.digest)
          fail('PROBE_WRONG_ANSWER', `The replica serves other files than ${target.model} version ${target.version}.`, `It announced ${hello.versionDigest}.`);
      } else if (code === frameCode.ready) {
        if (target.sample === null) done(Buffer.alloc(0));
        else socket.write(encodeFrame(1, frameCode.infer, codec.raw, rawRequest(target, target.sample)));
      } else if (code === frameCode.result) {
        done(Buffer.from(payload.subarray(resultHeadBytes)));
      } else if (code === frameCode.error) {
        fail(
          'PROBE_WRONG_ANSWER',
          `A replica of ${target.model} version ${target.version} refuses the sample that passed the check.`,
          payload.toString('utf8').slice(0, 2_000),
        );
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

function connect(address: string): Socket {
  if (!address.startsWith('unix:')) throw new ProbeFailure('unreachable', `cannot connect to ${address}`);
  return createConnection(address.slice('unix:'.length));
}

/** u32 deadline, u16 length and JSON of the head, then the body as a caller would send it. */
function rawRequest(target: ProbeTarget, sample: Sample): Buffer {
  const head: RawHead = {
    protocol: 'task',
    contentType: 'application/json',
    jsonBytes: -1,
    requestId: `probe-${target.model.slice(0, 64)}-${target.version}`,
    model: target.model,
    version: target.version,
    variant: target.variant,
  };
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(6);
  prefix.writeUInt32BE(limitMs, 0);
  prefix.writeUInt16BE(json.byteLength, 4);
  return Buffer.concat([prefix, json, Buffer.from(JSON.stringify(sample.request))]);
}
