import { readFileSync } from 'node:fs';

/** The figures of a classifier's bias, as `make-models.py` wrote them: three float32 that stand nowhere else. */
export function biasOf(modelPath: string): Buffer {
  const bytes = readFileSync(modelPath);
  // the initializer `b`: dims [3], FLOAT, name "b", raw_data of 12 bytes
  const at = bytes.indexOf(Buffer.from([0x42, 0x01, 0x62, 0x4a, 0x0c]));
  if (at < 0) throw new RangeError(`${modelPath} has no bias of three figures`);
  return Buffer.from(bytes.subarray(at + 5, at + 17));
}
