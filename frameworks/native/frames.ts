import type { Readable, Writable } from 'node:stream';

const headBytes = 8;
/** Answers of a batch of large tensors; a process that announces more is broken or hostile. */
const frameBytesMax = 512 * 1024 * 1024;
const jsonBytesMax = 4 * 1024 * 1024;

export interface Frame {
  readonly message: unknown;
  readonly block: Buffer;
}

/** Frames to and from a Python process: `u32 jsonBytes`, `u32 blockBytes`, a JSON object, a tensor block (`frameworks/python/wire.py`). */
export function writeFrame(target: Writable, message: object, block: Buffer | null): void {
  const json = Buffer.from(JSON.stringify(message));
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32BE(json.byteLength, 0);
  head.writeUInt32BE(block?.byteLength ?? 0, 4);
  target.cork();
  target.write(Buffer.concat([head, json]));
  if (block !== null && block.byteLength > 0) target.write(block);
  target.uncork();
}

/** Calls `onFrame` for each frame, and `onFault` once when what comes is none; nothing is read from then on. */
export function readFrames(source: Readable, onFrame: (frame: Frame) => void, onFault: (why: string) => void): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = headBytes;
  const fail = (why: string): void => {
    source.removeAllListeners('data');
    source.destroy();
    onFault(why);
  };
  source.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.byteLength;
    while (length >= wanted) {
      const data = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length);
      const [jsonBytes, blockBytes] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      const whole = headBytes + jsonBytes + blockBytes;
      if (jsonBytes > jsonBytesMax || whole > frameBytesMax) return fail('a frame is too long');
      chunks = [data];
      if (length < whole) {
        wanted = whole;
        return;
      }
      chunks = length === whole ? [] : [data.subarray(whole)];
      length -= whole;
      wanted = headBytes;
      try {
        onFrame({ message: JSON.parse(data.toString('utf8', headBytes, headBytes + jsonBytes)), block: data.subarray(headBytes + jsonBytes, whole) });
      } catch (error) {
        return fail(error instanceof Error ? error.message : 'a frame is malformed');
      }
    }
  });
}
