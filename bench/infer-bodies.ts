import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const bodyCount = 16;

/** Distinct one-row requests for a model with one float input `x` of `width`, as Open Inference Protocol bodies. */
export interface Bodies {
  readonly contentType: string;
  /** Value of `Inference-Header-Content-Length`, or null for plain JSON. */
  readonly jsonBytes: number | null;
  readonly bodies: readonly Buffer[];
}

function rowOf(width: number, index: number): Float32Array {
  return Float32Array.from({ length: width }, (_, i) => ((i * 7 + index * 13) % 255) / 255);
}

export function jsonBodies(width: number): Bodies {
  const bodies = Array.from({ length: bodyCount }, (_, index) => {
    const data = Array.from(rowOf(width, index), (value) => Number(value.toFixed(4)));
    return Buffer.from(JSON.stringify({ inputs: [{ name: 'x', shape: [1, width], datatype: 'FP32', data }] }));
  });
  return { contentType: 'application/json', jsonBytes: null, bodies };
}

export function binaryBodies(width: number): Bodies {
  const head = {
    inputs: [{ name: 'x', shape: [1, width], datatype: 'FP32', parameters: { binary_data_size: width * 4 } }],
    parameters: { binary_data_output: true },
  };
  const json = Buffer.from(JSON.stringify(head));
  const bodies = Array.from({ length: bodyCount }, (_, index) => Buffer.concat([json, Buffer.from(rowOf(width, index).buffer)]));
  return { contentType: 'application/octet-stream', jsonBytes: json.byteLength, bodies };
}

/** A script for wrk that sends the bodies in turn with the given key. @returns its path */
export function wrkScript(folder: string, name: string, { contentType, jsonBytes, bodies }: Bodies, apiKey: string): string {
  bodies.forEach((body, index) => {
    writeFileSync(join(folder, `${name}-${index}.bin`), body);
  });
  const headers = [`["Content-Type"]="${contentType}"`, `["Authorization"]="Bearer ${apiKey}"`];
  if (jsonBytes !== null) headers.push(`["Inference-Header-Content-Length"]="${jsonBytes}"`);
  const file = join(folder, `${name}.lua`);
  writeFileSync(
    file,
    `local requests, next = {}, 0
init = function()
  for i = 0, ${bodies.length - 1} do
    local file = io.open("${folder}/${name}-" .. i .. ".bin", "rb")
    requests[i] = wrk.format("POST", wrk.path, {${headers.join(', ')}}, file:read("*a"))
    file:close()
  end
end
request = function()
  next = (next + 1) % ${bodies.length}
  return requests[next]
end
`,
  );
  return file;
}
