import { codec, frameCode, frameHeaderBytes, type RawHead, writeFrameHeader } from '@/core/wire/frame';
import { encodeTensorBlock, tensorBlockBytes } from '@/core/wire/tensor-block';
import type { RequestContext } from '../request-context';
import type { SendBuffer } from './send-buffer';

/** One INFER frame: tensors where the gateway has decoded them, else the untouched body behind what the replica must know to read it. */
export function writeInfer(out: SendBuffer, id: number, request: RequestContext, deadlineMs: number): void {
  if (request.decoded === null) {
    writeRaw(out, id, request, deadlineMs);
    return;
  }
  const { tensors } = request.decoded;
  const payloadBytes = 4 + tensorBlockBytes(tensors);
  const at = out.reserve(frameHeaderBytes + payloadBytes);
  const { buffer } = out;
  writeFrameHeader(buffer, at, payloadBytes, id, frameCode.infer, 0, codec.tensors);
  buffer.writeUInt32BE(deadlineMs, at + frameHeaderBytes);
  encodeTensorBlock(tensors, buffer, at + frameHeaderBytes + 4);
}

function writeRaw(out: SendBuffer, id: number, request: RequestContext, deadlineMs: number): void {
  const json = Buffer.from(JSON.stringify(rawHeadOf(request)));
  const headBytes = 4 + 2 + json.byteLength;
  const at = out.reserve(frameHeaderBytes + headBytes);
  const { buffer } = out;
  writeFrameHeader(buffer, at, headBytes + request.bodyBytes, id, frameCode.infer, 0, codec.raw);
  buffer.writeUInt32BE(deadlineMs, at + frameHeaderBytes);
  buffer.writeUInt16BE(json.byteLength, at + frameHeaderBytes + 4);
  buffer.set(json, at + frameHeaderBytes + 6);
  for (const part of request.bodyParts) out.append(part);
}

function rawHeadOf(request: RequestContext): RawHead {
  const { protocol, contentType, jsonBytes, requestId, variant } = request;
  return {
    protocol,
    contentType: contentType.slice(0, 1024),
    jsonBytes,
    requestId,
    model: variant?.snapshot.model ?? '',
    version: variant?.snapshot.version ?? 0,
    variant: variant?.name ?? '',
  };
}
