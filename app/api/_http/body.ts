import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';

const bodyBytesMax = 1024 * 1024;

/**
 * The JSON object in a request's body; `{}` where there is none.
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE` (1 MiB), `BODY_NOT_PARSEABLE`
 */
export async function readJsonBody(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return {};
  requireJson(request.headers);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError('BODY_NOT_PARSEABLE', {
      detail: requestWords.notJson(),
      reason: error instanceof SyntaxError ? error.message.slice(0, 200) : requestWords.notUtf8(),
      fix: requestWords.sendObject(),
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('BODY_NOT_PARSEABLE', {
      detail: requestWords.notObject(),
      errors: [
        { pointer: '', detail: value === null ? fieldWords.isNull() : Array.isArray(value) ? fieldWords.isArray() : fieldWords.isA({ type: typeof value }) },
      ],
    });
  }
  return value as Record<string, unknown>;
}

function requireJson(headers: Headers): void {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: requestWords.encoding({ encoding }), fix: requestWords.sendAsIs() });
  if (type === 'application/json' || /^application\/[a-z0-9.-]+\+json$/.test(type)) return;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
    detail: type === '' ? requestWords.noContentType() : requestWords.contentType({ type }),
    fix: requestWords.sendJson(),
  });
}

/** Counts while it reads: a body without a length, or with a false one, is cut off as well. */
async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) throw tooLarge();
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > bodyBytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): AppError {
  return new AppError('BODY_TOO_LARGE', { detail: requestWords.tooLarge(), fix: requestWords.goThroughUploads() });
}
