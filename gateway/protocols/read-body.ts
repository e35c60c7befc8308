import { gunzip } from 'node:zlib';
import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { PipelineServices, Stage } from '../pipeline-services';
import type { RequestContext } from '../request-context';

/** The whole body, at most the endpoint's limit, counted after decompression. */
export const readBody: Stage = (request) => {
  if (request.bodyState !== 'unread') return request.bodyState === 'complete';
  if (request.head.contentLength > bodyBytesMaxOf(request)) throw tooLarge(request);
  encodingOf(request); // one that is not understood is refused before the body comes
  request.bodyState = 'reading';
  request.connection.sendContinue();
  return false;
};

/** @throws AppError `BODY_TOO_LARGE`, `OVERLOADED` */
export function takePiece(request: RequestContext, piece: Buffer, services: PipelineServices): void {
  if (request.bytesIn + piece.byteLength > bodyBytesMaxOf(request)) throw tooLarge(request);
  hold(request, piece.byteLength, services);
  request.bytesIn += piece.byteLength;
  request.body.push(piece);
}

/** The last piece is there: it is complete, or is decompressed first. */
export function completeBody(request: RequestContext, services: PipelineServices): void {
  request.bodyParts = request.body.finish();
  request.bodyBytes = request.bytesIn;
  if (encodingOf(request) === 'identity') {
    request.bodyState = 'complete';
    services.advance(request);
    return;
  }
  request.bodyState = 'inflating';
  const compressed = request.bodyParts.length === 1 ? request.bodyParts[0] : Buffer.concat(request.bodyParts);
  gunzip(compressed, { maxOutputLength: bodyBytesMaxOf(request) }, (error, bytes) => {
    if (request.done) return;
    try {
      if (error !== null) throw toInflateError(request, error);
      hold(request, bytes.byteLength, services);
      request.bodyParts = [bytes];
      request.bodyBytes = bytes.byteLength;
      request.bodyState = 'complete';
    } catch (thrown) {
      services.fail(request, thrown);
      return;
    }
    services.advance(request);
  });
}

function hold(request: RequestContext, bytes: number, { bodyMemory }: PipelineServices): void {
  bodyMemory.take(bytes);
  request.bytesHeld += bytes;
}

function bodyBytesMaxOf(request: RequestContext): number {
  return request.endpoint?.bodyBytesMax ?? 0;
}

function tooLarge(request: RequestContext): AppError {
  return new AppError('BODY_TOO_LARGE', {
    detail: inferenceWords.bodyTooLarge({ most: bodyBytesMaxOf(request) }),
    fix: inferenceWords.fewerRows(),
  });
}

function encodingOf(request: RequestContext): 'identity' | 'gzip' {
  const encoding = request.head.get('content-encoding');
  if (encoding === undefined) return 'identity';
  const known = encoding.toLowerCase();
  if (known === 'identity' || known === '') return 'identity';
  if (known === 'gzip' || known === 'x-gzip') return 'gzip';
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
    detail: inferenceWords.encoding({ encoding: encoding.slice(0, 64) }),
    fix: inferenceWords.plainOrGzip(),
  });
}

function toInflateError(request: RequestContext, error: NodeJS.ErrnoException): AppError {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(request);
  return new AppError('BODY_NOT_PARSEABLE', { detail: inferenceWords.notGzip(), cause: error });
}
