import { createConnection, type Socket } from 'node:net';
import { deploymentWords } from '@/core/sentences/deployments';
import { textOf, type Words } from '@/core/sentences/sentence';
import { codec, encodeFrame, FrameReader, frameCode, type Hello, resultHeadBytes } from '@/core/wire/frame';
import { encodeRawRequest } from '@/core/wire/raw-request';
import type { Sample } from './probe-sample';

const limitMs = 10_000;

/** Why a probe did not pass. `unreachable` is tried again, the others end the deployment. */
export class ProbeFailure extends Error {
  readonly code: 'unreachable' | 'PROBE_WRONG_ANSWER';
  readonly words: Words;
  readonly evidence: string;

  constructor(code: ProbeFailure['code'], words: Words, evidence = '') {
    super(textOf(words));
    this.words = words;
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
    const fail = (code: ProbeFailure['code'], words: Words, evidence = ''): void => {
      end();
      reject(new ProbeFailure(code, words, evidence));
    };
    const done = (body: Buffer): void => {
      end();
      resolve({ body, tookMs: Math.round(performance.now() - startedAt) });
    };
    const reader = new FrameReader((_id, code, _flags, _aux, payload) => {
      if (code === frameCode.hello) {
        const hello = JSON.parse(payload.toString('utf8')) as Hello;
        if (hello.versionDigest !== target.digest)
          fail('PROBE_WRONG_ANSWER', deploymentWords.otherFiles({ model: target.model, version: target.version }), `It announced ${hello.versionDigest}.`);
      } else if (code === frameCode.ready) {
        if (target.sample === null) done(Buffer.alloc(0));
        else socket.write(encodeFrame(1, frameCode.infer, codec.raw, rawRequest(target, target.sample)));
      } else if (code === frameCode.result) {
        done(Buffer.from(payload.subarray(resultHeadBytes)));
      } else if (code === frameCode.error) {
        fail('PROBE_WRONG_ANSWER', deploymentWords.sampleRefused({ model: target.model, version: target.version }), saidBy(payload));
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

/** What the replica refused it for, in English. */
function saidBy(payload: Buffer): string {
  const said = payload.toString('utf8');
  try {
    const { detail } = JSON.parse(said) as { detail?: Words };
    return detail === undefined ? said.slice(0, 2_000) : textOf(detail).slice(0, 2_000);
  } catch {
    return said.slice(0, 2_000); // not what replicas of this version send
  }
}

function connect(address: string): Socket {
  if (!address.startsWith('unix:')) throw new ProbeFailure('unreachable', `cannot connect to ${address}`);
  return createConnection(address.slice('unix:'.length));
}

function rawRequest({ model, version, variant }: ProbeTarget, sample: Sample): Buffer {
  return encodeRawRequest({
    deadlineMs: limitMs,
    head: { protocol: 'task', contentType: 'application/json', jsonBytes: -1, model, version, variant },
    requestId: `probe-${model.slice(0, 64)}-${version}`,
    body: Buffer.from(JSON.stringify(sample.request)),
  });
}
