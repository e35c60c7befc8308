import { AppError } from '@/core/errors';
import { codec, frameCode, frameHeaderBytes, writeFrameHeader } from '@/core/wire/frame';
import { rawPrefixBytes, writeRawPrefix } from '@/core/wire/raw-request';
import type { RequestContext } from '../request-context';
import type { SendBuffer } from './send-buffer';

/** Bodies up to this are copied behind their frame's head, so that the frames of a turn leave in one piece; larger ones follow as they are. */
const copiedBytesMax = 32 * 1024;

/** One INFER frame: the untouched body behind what the replica must know to read it. */
export function writeInfer(out: SendBuffer, id: number, request: RequestContext, deadlineMs: number): void {
  const { variant, protocol, contentType, jsonBytes, requestId, bodyBytes, bodyParts } = request;
  if (variant === null) throw new AppError('INTERNAL');
  const head = variant.rawHeads.of(protocol, contentType, jsonBytes);
  const prefixBytes = rawPrefixBytes(head, requestId);
  const isCopied = bodyBytes <= copiedBytesMax;
  const at = out.reserve(frameHeaderBytes + prefixBytes + (isCopied ? bodyBytes : 0));
  writeFrameHeader(out.buffer, at, prefixBytes + bodyBytes, id, frameCode.infer, 0, codec.raw);
  writeRawPrefix(out.buffer, at + frameHeaderBytes, deadlineMs, head, requestId);
  let offset = at + frameHeaderBytes + prefixBytes;
  for (const part of bodyParts) {
    if (isCopied) out.buffer.set(part, offset);
    else out.append(part);
    offset += part.byteLength;
  }
}
