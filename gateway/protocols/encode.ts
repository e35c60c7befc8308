import { AppError } from '@/core/errors';
import type { Stage } from '../pipeline-services';

const jsonType = 'Content-Type: application/json\r\n';
const binaryType = 'Content-Type: application/octet-stream\r\n';

/** The replica has encoded the answer in the caller's protocol; it goes as it is. */
export const encode: Stage = (request) => {
  const { result } = request;
  if (result === null) throw new AppError('INTERNAL');
  request.answer = { status: 200, code: '', fields: typeFields(result.jsonBytes), body: result.body };
  return true;
};

function typeFields(jsonBytes: number | null): string {
  return jsonBytes === null ? jsonType : `${binaryType}Inference-Header-Content-Length: ${jsonBytes}\r\n`;
}
